import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as some

from catalog.adapters.tx import open_tx
from catalog.usecases.lapse_holds import lapse_holds
from common.clock import utcnow
from common.ids import new_id


async def lapse(shop: Any) -> None:
    """Let every tentative hold's time be over, and the timer run."""
    await shop.change(
        "update holds set expires_at = now() - interval '1 s' where state = 'tentative'"
    )
    async with open_tx(shop.app.state.sessions) as tx:
        await lapse_holds(failed=[], tx=tx, at=utcnow())


async def test_a_purchase_confirms_and_then_commits(shop: Any) -> None:
    kettle = await shop.product(initial_stock=5)
    order_id = new_id()
    await shop.hold(order_id, (kettle, 2))

    await shop.hear(shop.placed(order_id, 1, (kettle, 2)))
    assert await shop.state(order_id) == "confirmed"
    await lapse(shop)
    assert await shop.level(kettle) == (5, 2)
    await shop.hear(shop.paid(order_id, 3, (kettle, 2)))

    assert await shop.state(order_id) == "committed"
    assert await shop.level(kettle) == (3, 0)
    [committed] = [fact for fact in await shop.facts() if fact.name.endswith("committed.v1")]
    assert (committed.order_id, committed.order_version) == (order_id, 3)
    assert committed.lines[0].quantity == 2
    movements = await shop.ask(f"/stock-levels/{kettle['variants'][0]['id']}/movements")
    assert [m["cause"] for m in movements.json()["items"]] == ["sale", "initial"]
    assert await shop.agrees()


async def test_a_fact_delivered_twice_counts_once(shop: Any) -> None:
    kettle = await shop.product(initial_stock=5)
    order_id = new_id()
    event = shop.paid(order_id, 3, (kettle, 2))

    await shop.hear(event)
    await shop.hear(event)

    assert await shop.level(kettle) == (3, 0)
    assert (await shop.names()).count("stock_committed") == 1


async def test_a_lapsed_hold_is_taken_again_when_the_order_is_placed(shop: Any) -> None:
    kettle = await shop.product(initial_stock=5)
    order_id = new_id()
    await shop.hold(order_id, (kettle, 2))
    await lapse(shop)
    assert (await shop.level(kettle), await shop.state(order_id)) == ((5, 0), "released")

    await shop.hear(shop.placed(order_id, 1, (kettle, 2)))

    assert (await shop.level(kettle), await shop.state(order_id)) == ((5, 2), "confirmed")
    assert (await shop.names()).count("hold_released") == 1


async def test_a_lapsed_hold_whose_units_are_gone_is_refused(shop: Any) -> None:
    kettle = await shop.product(initial_stock=2)
    late, quick = new_id(), new_id()
    await shop.hold(late, (kettle, 2))
    await lapse(shop)
    await shop.hold(quick, (kettle, 2))

    await shop.hear(shop.placed(late, 1, (kettle, 2)))

    assert await shop.state(late) == "refused"
    [refused] = [fact for fact in await shop.facts() if fact.name.endswith("refused.v1")]
    assert (refused.order_id, refused.order_version) == (late, 1)
    await shop.drop(quick)
    await shop.hear(shop.paid(late, 3, (kettle, 2)))
    assert (await shop.state(late), await shop.level(kettle)) == ("committed", (0, 0))
    assert await shop.agrees()


async def test_money_for_units_that_are_gone_is_refused_each_time(shop: Any) -> None:
    kettle = await shop.product(initial_stock=1)
    order_id = new_id()

    await shop.hear(shop.placed(order_id, 1, (kettle, 2)))
    await shop.hear(shop.paid(order_id, 3, (kettle, 2)))

    assert await shop.state(order_id) == "refused"
    assert (await shop.names()).count("stock_refused") == 2
    assert await shop.level(kettle) == (1, 0)


@pytest.mark.parametrize("reached", ["tentative", "confirmed", "committed"])
async def test_a_cancellation_gives_everything_back(shop: Any, reached: str) -> None:
    kettle = await shop.product(initial_stock=5)
    order_id = new_id()
    await shop.hold(order_id, (kettle, 2))
    if reached != "tentative":
        await shop.hear(shop.placed(order_id, 1, (kettle, 2)))
    if reached == "committed":
        await shop.hear(shop.paid(order_id, 3, (kettle, 2)))

    await shop.hear(shop.cancelled(order_id, 4, (kettle, 2)))

    assert (await shop.level(kettle), await shop.state(order_id)) == ((5, 0), "cancelled")
    assert (await shop.names())[-2:] == ["hold_released", "stock_changed"]
    assert await shop.agrees()


async def test_the_orders_lines_win_over_what_was_held(shop: Any) -> None:
    kettle, pot = await shop.product(initial_stock=5), await shop.product("A pot", initial_stock=3)
    order_id = new_id()
    await shop.hold(order_id, (kettle, 4))

    await shop.hear(shop.placed(order_id, 1, (pot, 3)))

    assert await shop.level(kettle) == (5, 0)
    assert await shop.level(pot) == (3, 3)
    assert await shop.agrees()


async def test_facts_about_vanished_variants_are_refused_not_retried(shop: Any) -> None:
    ghost = {"id": str(new_id()), "variants": [{"id": str(new_id())}]}
    order_id = new_id()

    await shop.hear(shop.placed(order_id, 1, (ghost, 2)))
    await shop.hear(shop.cancelled(order_id, 2, (ghost, 2)))

    assert await shop.state(order_id) == "cancelled"


async def test_the_newest_version_heard_of_is_remembered(shop: Any) -> None:
    kettle = await shop.product(initial_stock=5)
    order_id = new_id()

    for version, tell in ((3, shop.paid), (1, shop.placed), (4, shop.cancelled), (3, shop.paid)):
        await shop.hear(tell(order_id, version, (kettle, 2)))

    [row] = await shop.rows("select order_version from holds")
    assert row.order_version == 4


STEPS = ("hold", "placed", "paid", "cancelled", "lapse", "drop")
FACTS = {"placed": 1, "paid": 3, "cancelled": 4}


async def play(shop: Any, order_id: Any, step: str, kettle: dict[str, Any]) -> None:
    """Do one thing to an order of two kettles."""
    if step in FACTS:
        await shop.hear(getattr(shop, step)(order_id, FACTS[step], (kettle, 2)))
    elif step == "lapse":
        await lapse(shop)
    else:
        await (shop.drop(order_id) if step == "drop" else shop.hold(order_id, (kettle, 2)))


async def test_crossing_facts_end_right_in_every_order(shop: Any) -> None:
    kettle = await shop.product(initial_stock=5)

    lapsing = itertools.permutations(("placed", "paid", "cancelled", "lapse"))
    late_holds = itertools.permutations(("hold", "placed", "paid", "cancelled"))
    for steps in (*(("hold", *rest) for rest in lapsing), *late_holds):
        order_id = new_id()
        for step in steps:
            await play(shop, order_id, step, kettle)
        ended = (await shop.state(order_id), await shop.level(kettle))
        assert ended == ("cancelled", (5, 0)), steps
    assert await shop.agrees()


@pytest.mark.parametrize("ending", ["lapse", "drop"])
async def test_without_a_cancellation_every_order_ends_committed(shop: Any, ending: str) -> None:
    kettle = await shop.product(initial_stock=50)

    for done, steps in enumerate(itertools.permutations(("hold", "placed", "paid", ending)), 1):
        order_id = new_id()
        for step in steps:
            await play(shop, order_id, step, kettle)
        ended = (await shop.state(order_id), await shop.level(kettle))
        assert ended == ("committed", (50 - 2 * done, 0)), steps
    assert await shop.agrees()


@profile(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plays=some.lists(some.tuples(some.integers(0, 2), some.sampled_from(STEPS)), max_size=16))
async def test_no_unit_is_lost_whatever_happens(shop: Any, plays: list[tuple[int, str]]) -> None:
    kettle = await shop.product(initial_stock=3)
    orders = [new_id() for _ in range(3)]

    for number, step in plays:
        await play(shop, orders[number], step, kettle)

    assert await shop.agrees()
    for order_id in orders:
        if any(orders[number] == order_id and step == "cancelled" for number, step in plays):
            assert await shop.state(order_id) == "cancelled"
