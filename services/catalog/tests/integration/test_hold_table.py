"""Each row of the table of holds, played on the database, with every fact told again."""

import itertools
from typing import Any
from uuid import UUID

import pytest

from catalog.adapters.tx import open_tx
from catalog.domain.hold import KEEPS_UNITS, Fact, HoldState, step
from catalog.usecases.lapse_holds import lapse_holds
from common.clock import utcnow
from common.ids import new_id

PAIRS = list(itertools.product(HoldState, Fact))
UNITS = 5
WANTED = 2


async def lapse(shop: Any) -> None:
    await shop.change(
        "update holds set expires_at = now() - interval '1 s' where state = 'tentative'"
    )
    async with open_tx(shop.app.state.sessions) as tx:
        await lapse_holds(failed=[], tx=tx, at=utcnow())


async def refuse(shop: Any, order_id: UUID, kettle: Any) -> None:
    rival = new_id()
    await shop.hold(rival, (kettle, UNITS))
    await shop.hear(shop.placed(order_id, 1, (kettle, WANTED)))
    await shop.drop(rival)


async def reach(shop: Any, state: HoldState, order_id: UUID, kettle: Any) -> None:
    """Bring an order's hold into the state."""
    line = (kettle, WANTED)
    match state:
        case HoldState.REFUSED:
            await refuse(shop, order_id, kettle)
        case HoldState.CANCELLED:
            await shop.hear(shop.cancelled(order_id, 4, line))
        case _:
            await shop.hold(order_id, line)
    match state:
        case HoldState.RELEASED:
            await lapse(shop)
        case HoldState.CONFIRMED:
            await shop.hear(shop.placed(order_id, 1, line))
        case HoldState.COMMITTED:
            await shop.hear(shop.paid(order_id, 3, line))
    assert await shop.state(order_id) == state


def level_of(state: HoldState) -> tuple[int, int]:
    if state is HoldState.COMMITTED:
        return UNITS - WANTED, 0
    return UNITS, WANTED if state in KEEPS_UNITS else 0


def answer_to(fact: Fact, before: HoldState, after: HoldState) -> list[str]:
    """What orders is told, beside the change of stock that is for everybody."""
    if after is HoldState.REFUSED:
        return ["stock_refused"]
    if after is HoldState.COMMITTED and fact is Fact.PAID:
        return ["stock_committed"]
    had_units = before in KEEPS_UNITS or before is HoldState.COMMITTED
    return ["hold_released"] if after is HoldState.CANCELLED and had_units else []


@pytest.mark.parametrize(("state", "fact"), PAIRS)
async def test_a_fact_does_once_what_its_row_says(shop: Any, state: HoldState, fact: Fact) -> None:
    kettle, order_id = await shop.product(initial_stock=UNITS), new_id()
    await reach(shop, state, order_id, kettle)
    told, to = len(await shop.names()), step(state, fact).to

    async def hear(version: int, event: Any = None) -> list[str]:
        nonlocal told
        told = len(await shop.names())
        fresh = getattr(shop, fact)(order_id, version, (kettle, WANTED))
        await shop.hear(event or fresh)
        assert await shop.state(order_id) == to
        assert await shop.level(kettle) == level_of(to)
        assert await shop.agrees()
        return [name for name in (await shop.names())[told:] if name != "stock_changed"]

    event = getattr(shop, fact)(order_id, 10, (kettle, WANTED))
    assert await hear(10, event) == answer_to(fact, state, to)
    assert await hear(10, event) == []  # delivered twice
    assert await hear(10) == await hear(9) == []  # published anew as the same version, or older
    assert await hear(11) == answer_to(fact, to, to)  # told again: answered again, nothing moves


@pytest.mark.parametrize("fact", [Fact.PLACED, Fact.PAID])
async def test_a_lapsed_hold_whose_units_went_is_refused_by_either_fact(
    shop: Any, fact: Fact
) -> None:
    kettle, order_id = await shop.product(initial_stock=UNITS), new_id()
    await reach(shop, HoldState.RELEASED, order_id, kettle)
    await shop.hold(new_id(), (kettle, UNITS - 1))

    await shop.hear(getattr(shop, fact)(order_id, 10, (kettle, WANTED)))

    assert await shop.state(order_id) == "refused"
    assert (await shop.names()).count("stock_refused") == 1
    assert await shop.level(kettle) == (UNITS, UNITS - 1)
    assert await shop.agrees()


async def test_a_hold_that_comes_after_its_order_was_given_up_lapses_by_itself(shop: Any) -> None:
    kettle, order_id = await shop.product(initial_stock=UNITS), new_id()
    await shop.drop(order_id)

    late = await shop.hold(order_id, (kettle, WANTED))
    await lapse(shop)

    assert late.status_code == 200
    assert (await shop.state(order_id), await shop.level(kettle)) == ("released", (UNITS, 0))
    assert (await shop.names()).count("hold_released") == 1
