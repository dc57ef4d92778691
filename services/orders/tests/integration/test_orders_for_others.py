"""Staff order on a customer's behalf."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from common.db import Sessions
from common.ids import new_id

ADMIN = "/api/v1/admin/orders"
ADDRESS = {
    "full_name": "Baraka Mwangi",
    "phone_number": "+254712345678",
    "line1": "1 Moi Avenue",
    "city": "Nairobi",
    "country": "KE",
}


@pytest.fixture
def wanted(offers: Any, make_item: Any) -> list[dict[str, Any]]:
    return [
        {"variant_id": offers.sells(make_item(10_000)), "quantity": 2},
        {"variant_id": offers.sells(make_item(2_500)), "quantity": 1},
    ]


async def test_staff_order_for_a_user_who_finds_it_among_their_own(
    clerk: Any, shopper: Any, wanted: Any, holds: Any, sessions: Sessions
) -> None:
    body = {"user_id": str(shopper.id), "items": wanted, "currency": "KES", "notes": "by phone"}

    answer = await clerk.post(ADMIN, body, key="one")
    replay = await clerk.post(ADMIN, body, key="one")

    order = answer.json()
    assert (answer.status_code, order["status"]) == (201, "pending")
    assert answer.headers["location"] == f"{ADMIN}/{order['id']}"
    assert (order["subtotal"]["amount"], order["total"]["amount"]) == (22_500, 47_500)
    assert (order["user_id"], order["contact"]["email"]) == (str(shopper.id), "asha@soko.example")
    assert replay.json() == order
    listed = (await shopper.get("/api/v1/orders")).json()["items"]
    assert [one["id"] for one in listed] == [order["id"]]
    assert len(holds.held) == 1
    async with sessions() as session:
        cause = await session.scalar(text("select cause from orders.order_history"))
        audit = await session.scalar(text("select body from orders.outbox where name ~ 'audit'"))
    assert cause == f"staff:{clerk.id}"
    assert json.loads(str(audit))["data"]["action"] == "order.placed"


async def test_staff_order_for_somebody_without_an_account(
    clerk: Any, wanted: Any, client: Any
) -> None:
    body = {
        "email": "baraka@soko.example",
        "items": wanted,
        "currency": "KES",
        "shipping_address": ADDRESS,
    }

    order = (await clerk.post(ADMIN, body)).json()

    assert (order["user_id"], order["contact"]["email"]) == (None, "baraka@soko.example")
    opened = await client.get(
        f"/api/v1/orders/{order['id']}", headers={"x-order-token": order["order_token"]}
    )
    assert opened.json()["allowed_actions"] == ["pay", "cancel"]


async def test_what_cannot_be_ordered_so_is_named(
    clerk: Any, shopper: Any, wanted: Any, customers: Any, holds: Any
) -> None:
    gone = new_id()
    customers.gone.add(gone)
    sound = {"user_id": str(shopper.id), "items": wanted, "currency": "KES"}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"user_id": None}, "#"),
        ({"email": "a@b.example"}, "#"),
        ({"user_id": str(gone)}, "#/user_id"),
        ({"items": []}, "#/items"),
        ({"items": [{"variant_id": str(new_id()), "quantity": 0}]}, "#/items/0/quantity"),
        ({"currency": None}, "#/currency"),
        ({"user_id": None, "email": "a@b.example"}, "#/shipping_address"),
    ]

    for changes, pointer in cases:
        answer = await clerk.post(ADMIN, {**sound, **changes})
        assert answer.status_code == 422, changes
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer], changes
    assert holds.held == {}
    assert (await shopper.post(ADMIN, sound)).status_code == 403
    keyless = await clerk.client.post(ADMIN, json=sound, headers=clerk.headers)
    assert keyless.json()["code"] == "idempotency_key_missing"


async def test_the_same_variant_twice_is_one_line(clerk: Any, shopper: Any, wanted: Any) -> None:
    body = {"user_id": str(shopper.id), "items": [*wanted, wanted[0]], "currency": "KES"}

    order = (await clerk.post(ADMIN, body)).json()

    assert [item["quantity"] for item in order["items"]] == [4, 1]


async def test_short_stock_refuses_the_whole(
    clerk: Any, shopper: Any, wanted: Any, holds: Any
) -> None:
    holds.short = True
    body = {"user_id": str(shopper.id), "items": wanted, "currency": "KES"}

    answer = await clerk.post(ADMIN, body)

    assert (answer.status_code, answer.json()["code"]) == (409, "insufficient_stock")
