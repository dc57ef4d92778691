"""The breaker's table."""

import itertools

import pytest

from gateway import breaker
from gateway.breaker import CLOSED, FAILURES, NEXT, PAUSE, Breaker, Signal, State


def test_the_table_is_total() -> None:
    pairs = {(state, signal) for state, row in NEXT.items() for signal in row}

    assert pairs == set(itertools.product(State, Signal))


def opened(at: float) -> Breaker:
    it = CLOSED
    for _ in range(FAILURES):
        it = breaker.failed(it, at=at)
    return it


def test_it_opens_after_so_many_failures_in_a_row() -> None:
    almost = CLOSED
    for _ in range(FAILURES - 1):
        almost = breaker.failed(almost, at=0)

    assert almost.state is State.CLOSED
    assert breaker.failed(almost, at=0).state is State.OPEN


def test_an_answer_in_between_starts_the_count_again() -> None:
    failing = CLOSED
    for _ in range(3 * FAILURES):
        failing = breaker.answered(breaker.failed(failing, at=0))

    assert failing == CLOSED


def test_open_refuses_until_the_pause_is_over_then_lets_one_through() -> None:
    it = opened(at=10)

    assert breaker.admit(it, at=10 + PAUSE / 2) is None
    probing = breaker.admit(it, at=10 + PAUSE)
    assert probing is not None
    assert probing.state is State.PROBING
    assert breaker.admit(probing, at=10 + PAUSE) is None


@pytest.mark.parametrize(("works", "state"), [(True, State.CLOSED), (False, State.OPEN)])
def test_the_probe_decides(works: bool, state: State) -> None:
    probing = breaker.admit(opened(at=0), at=PAUSE)
    assert probing is not None

    after = breaker.answered(probing) if works else breaker.failed(probing, at=PAUSE + 1)

    assert after.state is state
    assert (breaker.admit(after, at=PAUSE + 1) is None) is not works


def test_a_probe_that_never_comes_back_does_not_lock_the_door() -> None:
    probing = breaker.admit(opened(at=0), at=PAUSE)
    assert probing is not None

    assert breaker.admit(probing, at=3 * PAUSE) is not None
