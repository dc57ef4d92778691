import asyncio

import pytest

from orders.api.gate import Busy, Gate


async def test_no_more_than_so_many_are_inside_at_once() -> None:
    gate, inside, most = Gate(3, patience=5), 0, 0

    async def pass_through() -> None:
        nonlocal inside, most
        async with gate.entered():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(pass_through() for _ in range(20)))

    assert (most, inside) == (3, 0)


async def test_who_waits_too_long_is_turned_away_and_the_place_is_not_lost() -> None:
    gate = Gate(1, patience=0.02)

    async with gate.entered():
        with pytest.raises(Busy):
            async with gate.entered():
                raise AssertionError

    async with gate.entered():
        assert True


async def test_a_failure_inside_gives_the_place_back() -> None:
    gate = Gate(1, patience=1)

    with pytest.raises(LookupError):
        async with gate.entered():
            raise LookupError

    async with gate.entered():
        assert True
