from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from users.domain.throttle import (
    LONGEST,
    WINDOW,
    Failures,
    TooManyAttempts,
    account_wait,
    failed,
    network_failed,
    network_of,
    network_wait,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("count", "seconds"),
    [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (10, 32), (15, 900), (10**6, 900)],
)
def test_the_wait_doubles_with_each_failure_after_the_fifth(count: int, seconds: int) -> None:
    assert account_wait(Failures(count, NOON, NOON), at=NOON) == timedelta(seconds=seconds)


def test_waiting_shortens_the_wait() -> None:
    failures = Failures(8, NOON, NOON)

    assert account_wait(failures, at=NOON + 3 * SECOND) == 5 * SECOND
    assert account_wait(failures, at=NOON + 8 * SECOND) == timedelta(0)
    assert account_wait(None, at=NOON) == timedelta(0)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_more_failures_never_shorten_the_wait(fewer: int, more: int) -> None:
    waits = [account_wait(Failures(n, NOON, NOON), at=NOON) for n in sorted((fewer, more))]

    assert waits[0] <= waits[1] <= LONGEST


def test_failures_are_counted_until_a_window_passes_without_any() -> None:
    first = failed(None, at=NOON, window=WINDOW)
    second = failed(first, at=NOON + SECOND, window=WINDOW)
    later = failed(second, at=NOON + SECOND + WINDOW, window=WINDOW)

    assert (first.count, second.count, later.count) == (1, 2, 1)
    assert second.since == NOON


def test_a_network_is_closed_for_the_rest_of_its_minute() -> None:
    failures = None
    for second in range(3):
        failures = network_failed(failures, at=NOON + second * SECOND)

    assert network_wait(failures, at=NOON + 20 * SECOND, allowed=3) == 40 * SECOND
    assert network_wait(failures, at=NOON + 20 * SECOND, allowed=4) == timedelta(0)
    assert network_wait(failures, at=NOON + 60 * SECOND, allowed=3) == timedelta(0)
    assert network_failed(failures, at=NOON + 60 * SECOND).count == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("nonsense", "unknown"),
        (None, "unknown"),
    ],
)
def test_neighbours_are_counted_together(address: str | None, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(("wait", "seconds"), [(0.01, 1), (1.0, 1), (1.2, 2)])
def test_the_answer_says_how_long_to_wait_in_whole_seconds(wait: float, seconds: int) -> None:
    assert TooManyAttempts(timedelta(seconds=wait)).retry_after == seconds
