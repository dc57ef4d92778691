"""Orders: what the API promises about them."""

import asyncio
import json
from typing import Any

import pytest
from acceptance.shapes import ADDRESS, AMOUNTS, ORDER, ORDER_ITEM, PAGE, SHIPPING_METHOD
from acceptance.shop import ADDRESSES, Json, Person, Shop, key, unique
from acceptance.surface import NOWHERE

BODY: Json = {"shipping_address": ADDRESSES["KES"]}


async def _shopper(shop: Shop) -> Person:
    return await shop.open_account(f"{unique('order')}@people.example")


async def test_an_order_has_every_field_and_adds_up(shop: Shop) -> None:
    shopper, product = await _shopper(shop), await shop.product()
    await shop.fill_cart(shopper, product, quantity=3)
    made = await shopper.call("POST", "/orders", json=BODY | {"notes": "ring"}, headers=key())
    order = made.json()
    shown = await shopper.get(f"/orders/{order['id']}")

    assert made.status_code == 201, made.text
    assert made.headers["location"] == f"/api/v1/orders/{order['id']}"
    assert order.keys() >= ORDER | {"order_token"}
    assert shown.keys() >= ORDER
    assert (shown["status"], shown["payment_status"]) == ("pending", "unpaid")
    assert (shown["fulfillment_status"], shown["stock_committed"]) == ("unfulfilled", False)
    assert shown["amounts"].keys() == AMOUNTS
    assert shown["shipping_address"].keys() == ADDRESS
    assert set(shown["allowed_actions"]) == {"pay", "cancel"}
    assert shown["cancellation"] is None
    assert shown["notes"] == "ring"
    [item] = shown["items"]
    assert item.keys() >= ORDER_ITEM
    assert item["line_total"]["amount"] == 3 * item["unit_price"]["amount"]
    amounts = {
        name: shown[name]["amount"]
        for name in ("subtotal", "discount", "shipping", "tax", "rounding", "total")
    }
    tax = 0 if shown["tax_included"] else amounts["tax"]
    parts = amounts["subtotal"] - amounts["discount"] + amounts["shipping"] + tax
    assert amounts["total"] == parts + amounts["rounding"]


async def test_an_order_is_its_owner_s_or_the_bearer_s_of_its_token(
    shop: Shop, is_problem: Any
) -> None:
    shopper, other, product = await _shopper(shop), await shop.customer(), await shop.product()
    order = await shop.order(shopper, product)
    path = f"/orders/{order['id']}"
    bearer = {"x-order-token": order["order_token"]}

    is_problem(await other.call("GET", path), 404, "not_found")
    is_problem(await other.call("POST", f"{path}/cancel", json={}, headers=key()), 404, "not_found")
    pay = {"provider": "cash"}
    answer = await other.call("POST", f"{path}/payments", json=pay, headers=key())
    is_problem(answer, 404, "not_found")
    assert order["id"] not in {one["id"] for one in (await other.get("/orders"))["items"]}
    shown = await shop.call("GET", path, headers=bearer)
    assert (shown.status_code, shown.json()["id"]) == (200, order["id"])
    forged = {"x-order-token": order["order_token"][:-2] + "zz"}
    assert (await shop.call("GET", path, headers=forged)).status_code in {401, 404}


async def test_an_order_is_refused_for_a_reason(shop: Shop, is_problem: Any) -> None:
    shopper, product = await _shopper(shop), await shop.product(units=2)

    async def order(**changes: Any) -> Any:
        return await shopper.call("POST", "/orders", json=BODY | changes, headers=key())

    is_problem(await order(), 409, "cart_empty")
    cart = await shop.fill_cart(shopper, product, quantity=5)
    short = await order()
    is_problem(short, 409, "insufficient_stock")
    [item] = short.json()["items"]
    assert item == {
        "product_id": product["id"],
        "variant_id": product["variants"][0]["id"],
        "requested": 5,
        "available": 2,
    }
    is_problem(await order(cart_version=cart["version"] + 5), 409, "cart_changed")
    elsewhere = ADDRESSES["KES"] | {"country": "FR"}
    is_problem(await order(shipping_address=elsewhere), 422, "no_shipping_to_country")
    assert (await order(shipping_method="by-camel")).status_code == 422
    is_problem(await order(total=1), 422, "validation_failed")
    is_problem(await order(status="success"), 422, "validation_failed")


async def test_a_refusal_leaves_the_key_free(shop: Shop, is_problem: Any) -> None:
    shopper, product = await _shopper(shop), await shop.product(units=2)
    cart = await shop.fill_cart(shopper, product, quantity=5)
    headers = key()
    refused = await shopper.call("POST", "/orders", json=BODY, headers=headers)
    is_problem(refused, 409, "insufficient_stock")

    path = f"/cart/items/{cart['items'][0]['id']}"
    await shopper.call("PATCH", path, json={"quantity": 1})
    made = await shopper.call("POST", "/orders", json=BODY, headers=headers)
    again = await shopper.call("POST", "/orders", json=BODY, headers=headers)
    other = await shopper.call("POST", "/orders", json=BODY | {"notes": "x"}, headers=headers)

    assert made.status_code == 201, made.text
    assert (again.content, again.headers["idempotent-replayed"]) == (made.content, "true")
    is_problem(other, 422, "idempotency_key_reused")


async def test_one_cart_version_is_one_order(shop: Shop, is_problem: Any) -> None:
    shopper, product = await _shopper(shop), await shop.product()
    await shop.fill_cart(shopper, product)

    answers = await asyncio.gather(
        *(shopper.call("POST", "/orders", json=BODY, headers=key()) for _ in range(4))
    )

    [made] = [answer for answer in answers if answer.status_code == 201]
    for answer in answers:
        if answer is not made:
            assert answer.json()["code"] in {"cart_already_ordered", "cart_empty"}, answer.text
            if answer.json()["code"] == "cart_already_ordered":
                assert answer.json()["order_id"] == made.json()["id"]


async def test_a_pending_order_is_cancelled_once_and_stays_so(shop: Shop) -> None:
    shopper, product = await _shopper(shop), await shop.product()
    order = await shop.order(shopper, product)
    path = f"/orders/{order['id']}/cancel"

    first = await shopper.call("POST", path, json={"reason": "no"}, headers=key())
    again = await shopper.call("POST", path, json={}, headers=key())

    assert (first.status_code, first.json()["status"]) == (200, "cancelled")
    assert first.json()["cancellation"]["state"]
    assert (again.status_code, again.json()["status"]) == (200, "cancelled")


async def test_a_paid_order_is_not_the_customer_s_to_cancel(shop: Shop, is_problem: Any) -> None:
    shopper, product = await _shopper(shop), await shop.product()
    order = await shop.order(shopper, product)
    money = {"order_id": order["id"], "provider": "manual", "amount": order["total"]}
    await (await shop.admin()).post("/admin/payments", money)
    await shop.until_order(shopper, order, "success")

    cancel = await shopper.call("POST", f"/orders/{order['id']}/cancel", json={}, headers=key())
    again = await shopper.call(
        "POST", f"/orders/{order['id']}/payments", json={"provider": "cash"}, headers=key()
    )

    is_problem(cancel, 409, "order_not_cancellable")
    is_problem(again, 409, "order_already_paid")


async def test_events_tell_the_state_first_and_then_each_change(shop: Shop) -> None:
    shopper, product = await _shopper(shop), await shop.product()
    order = await shop.order(shopper, product)
    path = f"/api/v1/orders/{order['id']}/events"
    seen: list[Json] = []

    async with (
        asyncio.timeout(30),
        shop.http.stream("GET", path, headers=shopper.headers) as stream,
    ):
        assert stream.status_code == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        async for line in stream.aiter_lines():
            if not line.startswith("data:"):
                continue
            seen.append(json.loads(line.removeprefix("data:")))
            if len(seen) == 1:
                await shopper.post(f"/orders/{order['id']}/cancel", {})
            if seen[-1]["status"] == "cancelled":
                break

    assert seen[0]["status"] == "pending"
    assert seen[0].keys() == {
        "id",
        "status",
        "payment_status",
        "fulfillment_status",
        "version",
        "at",
    }
    assert [one["version"] for one in seen] == sorted({one["version"] for one in seen})


async def test_orders_are_listed_newest_first(shop: Shop) -> None:
    shopper, product = await _shopper(shop), await shop.product()
    orders = []
    for _ in range(3):
        orders.append((await shop.order(shopper, product))["id"])
        await shopper.call("DELETE", "/cart")

    first = await shopper.get("/orders?limit=2")
    second = await shopper.get(f"/orders?limit=2&cursor={first['next_cursor']}")
    cancelled = await shopper.get("/orders?status=cancelled&include=total")

    listed = [one["id"] for one in first["items"] + second["items"]]
    assert listed == orders[::-1]
    assert first.keys() == PAGE
    assert (second["next_cursor"], cancelled["total"]) == (None, 0)


async def test_staff_see_every_order_and_change_it_by_version(shop: Shop, is_problem: Any) -> None:
    admin, shopper, product = await shop.admin(), await _shopper(shop), await shop.product()
    order = await shop.order(shopper, product)
    path = f"/admin/orders/{order['id']}"

    shown = await admin.call("GET", path)
    listed = await admin.get("/admin/orders?limit=100")
    stale = await admin.call("PATCH", path, json={"notes": "x"}, headers={"if-match": '"999"'})
    changed = await admin.call(
        "PATCH", path, json={"notes": "x"}, headers={"if-match": shown.headers["etag"]}
    )

    assert shown.json().keys() >= ORDER
    assert order["id"] in {one["id"] for one in listed["items"]}
    is_problem(stale, 412, "version_conflict")
    assert (changed.status_code, changed.json()["notes"]) == (200, "x")


@pytest.mark.parametrize("action", ["ship", "deliver"])
async def test_what_is_not_paid_does_not_leave(shop: Shop, is_problem: Any, action: str) -> None:
    admin, shopper, product = await shop.admin(), await _shopper(shop), await shop.product()
    order = await shop.order(shopper, product)
    body = {"carrier": "Posta", "tracking_number": "1"} if action == "ship" else {}

    path = f"/admin/orders/{order['id']}/{action}"
    refused = await admin.call("POST", path, json=body, headers=key())
    unknown = await admin.call(
        "POST", f"/admin/orders/{NOWHERE}/{action}", json=body, headers=key()
    )

    is_problem(refused, 409, "illegal_transition")
    assert "allowed_actions" in refused.json()
    is_problem(unknown, 404, "not_found")


async def test_ways_of_shipping_are_public(shop: Shop) -> None:
    page = (await shop.call("GET", "/shipping-methods?country=KE")).json()

    assert page.keys() == PAGE
    assert page["items"]
    for method in page["items"]:
        assert method.keys() >= SHIPPING_METHOD
