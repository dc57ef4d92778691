"""The key set asks rarely, forgives an outage of users, and never trusts nothing."""

import asyncio
import time
from typing import Any

import pytest

from common import keys
from common.errors import Unavailable
from common.keys import KeySet
from common.tokens import TokenInvalid


class Publisher:
    """What users would publish; counts how often it is asked."""

    def __init__(self, *kids: str) -> None:
        self.kids = list(kids)
        self.asked = 0
        self.is_down = False

    async def __call__(self) -> dict[str, Any]:
        self.asked += 1
        if self.is_down:
            raise ConnectionRefusedError
        return {"keys": [{"kid": kid} for kid in self.kids]}


class Clock:
    """Stands in for the monotonic clock."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now

    def perf_counter(self) -> float:
        return time.perf_counter()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(keys, "time", made)
    return made


async def test_a_key_is_fetched_once_and_kept(clock: Clock) -> None:
    publisher = Publisher("a", "b")
    known = KeySet(publisher)

    assert await known.key("a") == {"kid": "a"}
    assert await known.key("b") == {"kid": "b"}
    assert publisher.asked == 1


async def test_a_flood_of_unknown_keys_asks_once_in_half_a_minute(clock: Clock) -> None:
    publisher = Publisher("a")
    known = KeySet(publisher)
    await known.key("a")

    clock.now += 31
    for number in range(200):
        clock.now += 0.1
        with pytest.raises(TokenInvalid):
            await known.key(f"made-up-{number}")

    assert publisher.asked == 2


async def test_a_key_that_was_added_is_found(clock: Clock) -> None:
    publisher = Publisher("old")
    known = KeySet(publisher)
    await known.key("old")

    publisher.kids.append("new")
    clock.now += 31

    assert await known.key("new") == {"kid": "new"}


async def test_a_key_that_was_withdrawn_is_forgotten_within_minutes(clock: Clock) -> None:
    publisher = Publisher("old", "new")
    known = KeySet(publisher)
    await known.key("old")

    publisher.kids.remove("old")
    clock.now += 301

    with pytest.raises(TokenInvalid):
        await known.key("old")


async def test_keys_outlive_an_outage_of_a_day(clock: Clock) -> None:
    publisher = Publisher("a")
    known = KeySet(publisher)
    await known.key("a")

    publisher.is_down = True
    clock.now += 23 * 3600

    assert await known.key("a") == {"kid": "a"}


async def test_keys_do_not_outlive_an_outage_for_ever(clock: Clock) -> None:
    publisher = Publisher("a")
    known = KeySet(publisher)
    await known.key("a")

    publisher.is_down = True
    clock.now += 25 * 3600

    with pytest.raises(Unavailable):
        await known.key("a")


async def test_without_any_key_nobody_can_be_known_until_users_is_up(clock: Clock) -> None:
    publisher = Publisher("a")
    publisher.is_down = True
    known = KeySet(publisher)

    with pytest.raises(Unavailable):
        await known.key("a")
    with pytest.raises(Unavailable):
        await known.key("a")
    assert publisher.asked == 1

    publisher.is_down = False
    clock.now += 1.1
    assert await known.key("a") == {"kid": "a"}


async def test_all_who_wait_while_users_hangs_wait_for_one_answer(clock: Clock) -> None:
    hanging, asked = asyncio.Event(), 0

    async def fetch() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        await hanging.wait()
        clock.now += 2
        raise TimeoutError

    known = KeySet(fetch)
    waiting = [asyncio.create_task(known.key("a")) for _ in range(20)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    hanging.set()
    ended = await asyncio.gather(*waiting, return_exceptions=True)

    assert asked == 1
    assert isinstance(ended[0], asyncio.CancelledError)
    assert {type(error) for error in ended[1:]} == {Unavailable}
    with pytest.raises(Unavailable):
        await known.key("a")
    assert asked == 1


@pytest.mark.parametrize("document", [{}, {"keys": [{}]}, {"keys": None}, [], None])
async def test_a_document_that_makes_no_sense_is_as_good_as_none(
    clock: Clock, document: Any
) -> None:
    async def fetch() -> Any:
        return document

    with pytest.raises(Unavailable):
        await KeySet(fetch).key("a")
