import asyncio
from typing import Any

import pytest

from common.ids import new_id


async def test_a_hold_sets_the_whole_set_aside(shop: Any) -> None:
    kettle, pot = await shop.product(initial_stock=5), await shop.product("A pot", initial_stock=3)
    order_id = new_id()

    answer = await shop.hold(order_id, (kettle, 2), (pot, 3))

    assert answer.status_code == 200
    assert answer.json()["order_id"] == str(order_id)
    assert answer.json()["state"] == "tentative"
    assert answer.json()["expires_at"] > kettle["created_at"]
    assert await shop.level(kettle) == (5, 2)
    assert await shop.level(pot) == (3, 3)
    shown = (await shop.get(f"/products/{pot['slug']}")).json()
    assert (shown["in_stock"], shown["available_quantity"]) == (False, 0)
    assert (await shop.names())[-1] == "stock_changed"
    assert await shop.agrees()


async def test_too_little_stock_says_what_is_short_and_holds_nothing(shop: Any) -> None:
    kettle, pot = await shop.product(initial_stock=5), await shop.product("A pot", initial_stock=3)
    order_id = new_id()

    answer = await shop.hold(order_id, (kettle, 2), (pot, 4))

    assert shop.code(answer) == (409, "insufficient_stock")
    assert answer.json()["items"] == [
        {
            "product_id": pot["id"],
            "variant_id": pot["variants"][0]["id"],
            "requested": 4,
            "available": 3,
        }
    ]
    assert await shop.level(kettle) == (5, 0)
    assert await shop.state(order_id) is None


async def test_lines_of_one_variant_are_added_up(shop: Any) -> None:
    kettle = await shop.product(initial_stock=5)

    short = await shop.hold(new_id(), (kettle, 3), (kettle, 3))
    held = await shop.hold(new_id(), (kettle, 3), (kettle, 2))

    assert short.json()["items"][0]["requested"] == 6
    assert held.status_code == 200
    assert await shop.level(kettle) == (5, 5)


async def test_a_repeat_holds_once(shop: Any) -> None:
    kettle = await shop.product(initial_stock=5)
    order_id = new_id()

    answers = await asyncio.gather(*(shop.hold(order_id, (kettle, 2)) for _ in range(5)))

    assert {answer.status_code for answer in answers} == {200}
    assert await shop.level(kettle) == (5, 2)
    assert await shop.agrees()


async def test_another_set_takes_the_place_of_a_tentative_one(shop: Any) -> None:
    kettle, pot = await shop.product(initial_stock=5), await shop.product("A pot", initial_stock=3)
    order_id = new_id()
    await shop.hold(order_id, (kettle, 5))

    assert (await shop.hold(order_id, (kettle, 1), (pot, 1))).status_code == 200
    assert (await shop.hold(order_id, (pot, 9))).status_code == 409

    assert await shop.level(kettle) == (5, 1)
    assert await shop.level(pot) == (3, 1)
    assert await shop.agrees()


async def test_a_placed_order_keeps_its_set(shop: Any) -> None:
    kettle = await shop.product(initial_stock=5)
    order_id = new_id()
    await shop.hold(order_id, (kettle, 2))
    await shop.hear(shop.placed(order_id, 1, (kettle, 2)))

    same = await shop.hold(order_id, (kettle, 2))
    other = await shop.hold(order_id, (kettle, 3))

    assert (same.status_code, same.json()["state"]) == (200, "confirmed")
    assert shop.code(other) == (409, "hold_closed")


async def test_a_cancelled_order_gets_no_hold_any_more(shop: Any) -> None:
    kettle = await shop.product(initial_stock=5)
    order_id = new_id()
    await shop.hear(shop.cancelled(order_id, 2, (kettle, 2)))

    assert shop.code(await shop.hold(order_id, (kettle, 2))) == (409, "hold_closed")
    assert await shop.level(kettle) == (5, 0)


async def test_only_tentative_holds_are_dropped(shop: Any) -> None:
    kettle = await shop.product(initial_stock=5)
    tentative, confirmed = new_id(), new_id()
    await shop.hold(tentative, (kettle, 2))
    await shop.hold(confirmed, (kettle, 1))
    await shop.hear(shop.placed(confirmed, 1, (kettle, 1)))

    for order_id in (tentative, tentative, confirmed, new_id()):
        assert (await shop.drop(order_id)).status_code == 204

    assert await shop.level(kettle) == (5, 1)
    assert await shop.state(tentative) == "released"
    assert await shop.state(confirmed) == "confirmed"
    assert (await shop.names()).count("hold_released") == 1
    assert await shop.agrees()


async def test_a_dropped_hold_can_be_made_again(shop: Any) -> None:
    kettle = await shop.product(initial_stock=5)
    order_id = new_id()
    await shop.hold(order_id, (kettle, 2))
    await shop.drop(order_id)

    assert (await shop.hold(order_id, (kettle, 4))).json()["state"] == "tentative"
    assert await shop.level(kettle) == (5, 4)


async def test_what_is_not_for_sale_is_not_held(shop: Any) -> None:
    draft = await shop.product(initial_stock=5, status="draft")
    kettle = await shop.product(initial_stock=5)
    foreign = {**kettle, "id": draft["id"]}
    unknown = {"id": str(new_id()), "variants": [{"id": str(new_id())}]}

    for lines in ([(kettle, 1), (draft, 1)], [(foreign, 1)], [(kettle, 1), (unknown, 1)]):
        answer = await shop.hold(new_id(), *lines)
        assert shop.code(answer) == (409, "insufficient_stock")
        [short] = answer.json()["items"]
        assert short["available"] == 0
    assert await shop.level(kettle) == (5, 0)


@pytest.mark.parametrize(("buyers", "units"), [(200, 50), (500, 1), (2000, 100)])
async def test_a_rush_of_buyers_leaves_not_one_unit_too_many_or_too_few(
    shop: Any, buyers: int, units: int
) -> None:
    kettle = await shop.product(initial_stock=units)

    door = asyncio.Semaphore(50)

    async def buy() -> int:
        order = new_id()
        async with door:
            # A full pool answers 503 before anything is read: such a buyer asks again.
            while (status := (await shop.hold(order, (kettle, 1))).status_code) == 503:  # noqa: ASYNC110
                await asyncio.sleep(0)
        return int(status)

    statuses = await asyncio.gather(*(buy() for _ in range(buyers)))

    assert statuses.count(200) == units
    assert statuses.count(409) == buyers - units
    assert await shop.level(kettle) == (units, units)
    assert await shop.agrees()


async def test_carts_in_opposite_order_do_not_deadlock(shop: Any) -> None:
    goods = [await shop.product(f"Thing {n}", initial_stock=1000) for n in range(8)]
    lines = [(product, 1) for product in goods]

    async def buy(number: int) -> list[int]:
        order = lines if number % 2 else lines[::-1]
        return [(await shop.hold(new_id(), *order)).status_code for _ in range(5)]

    answers = await asyncio.gather(*(buy(number) for number in range(6)))

    assert {status for statuses in answers for status in statuses} == {200}
    assert [await shop.level(product) for product in goods] == [(1000, 30)] * 8
    assert await shop.agrees()


async def test_holds_are_for_orders_only(shop: Any, signed: Any) -> None:
    path, body = f"/internal/holds/{new_id()}", {"lines": []}

    nobody = await shop.http.put(path, json=body)
    staff = await shop.http.put(path, json=body, headers=shop.staff)
    cart = await shop.http.put(path, json=body, headers=signed.service("cart", "catalog"))
    elsewhere = await shop.http.delete(path, headers=signed.service("orders", "users"))

    assert {answer.status_code for answer in (nobody, staff, cart, elsewhere)} == {401}


async def test_impossible_holds_are_refused(shop: Any) -> None:
    kettle = await shop.product(initial_stock=5)
    good = {
        "product_id": kettle["id"],
        "variant_id": kettle["variants"][0]["id"],
        "quantity": 1,
    }
    path = f"/internal/holds/{new_id()}"

    for lines in ([], [{**good, "quantity": 0}], [{**good, "quantity": 10**9}], [good] * 201):
        answer = await shop.http.put(path, json={"lines": lines}, headers=shop.orders)
        assert shop.code(answer) == (422, "validation_failed")
    unknown = await shop.http.put("/internal/holds/7", json={"lines": []}, headers=shop.orders)
    assert unknown.status_code == 404


async def test_the_story_of_an_order_tells_of_its_hold_its_units_and_its_messages(
    shop: Any, signed: Any
) -> None:
    kettle, order_id = await shop.product(initial_stock=5), new_id()
    path = f"/internal/orders/{order_id}/timeline"
    unheard = await shop.http.get(path, headers=shop.orders)
    await shop.hold(order_id, (kettle, 2))
    for fact in (shop.placed(order_id, 1, (kettle, 2)), shop.paid(order_id, 3, (kettle, 2))):
        await shop.hear(fact.model_copy(update={"correlation_id": order_id}))

    told = await shop.http.get(path, headers=shop.orders)

    assert (unheard.status_code, unheard.json()) == (200, {"items": []})
    found = {(item["kind"], item["title"]): item for item in told.json()["items"]}
    assert found.keys() == {
        ("hold", "the hold began"),
        ("hold", "the hold is committed"),
        ("stock_movement", "sale"),
        ("message_in", "orders.order_placed.v1"),
        ("message_in", "orders.order_paid.v1"),
        ("message_out", "catalog.stock_committed.v1"),
    }
    variant_id = kettle["variants"][0]["id"]
    assert found["hold", "the hold is committed"]["detail"] == {
        "state": "committed",
        "order_version": 3,
        "expires_at": None,
        "lines": [{"variant_id": variant_id, "quantity": 2}],
    }
    moved = {"variant_id": variant_id, "delta": -2, "on_hand": 3}
    assert found["stock_movement", "sale"]["detail"] == moved
    for headers in ({}, shop.staff, signed.service("payments", "catalog")):
        assert (await shop.http.get(path, headers=headers)).status_code == 401
