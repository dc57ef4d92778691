from typing import Any

import httpx
import pytest
from sqlalchemy import text

from common.db import Sessions
from common.ids import new_id
from orders.domain.states import Trigger

ADMIN = "/api/v1/admin/orders"
SHIPMENT = {"carrier": "G4S", "tracking_number": "KE-1"}


@pytest.fixture
async def paid(shopper: Any, happen: Any) -> dict[str, Any]:
    order: dict[str, Any] = await shopper.placed()
    total = order["total"]["amount"]
    await happen(order, Trigger.BEGIN, Trigger.CAPTURED, Trigger.STOCK_COMMITTED, amount=total)
    return order


async def audits(sessions: Sessions) -> list[str]:
    async with sessions() as session:
        rows = await session.scalars(
            text(
                "select body::jsonb -> 'data' ->> 'action' from orders.outbox"
                " where name = 'orders.audit_recorded.v1' order by seq"
            )
        )
        return list(rows)


async def amend(clerk: Any, order: dict[str, Any], version: int, **body: Any) -> httpx.Response:
    headers = {**clerk.headers, "if-match": f'"{version}"'}
    answer: httpx.Response = await clerk.client.patch(
        f"{ADMIN}/{order['id']}", json=body, headers=headers
    )
    return answer


async def test_only_staff_come_in(shopper: Any, shoppers: Any, clerk: Any) -> None:
    order = await shopper.placed()
    reader = shoppers("orders:read")

    assert (await shopper.get(ADMIN)).status_code == 403
    assert (await shopper.client.get(ADMIN)).status_code == 401
    assert (await reader.get(ADMIN)).status_code == 200
    assert (await reader.post(f"{ADMIN}/{order['id']}/cancel")).status_code == 403
    assert (await clerk.get(f"{ADMIN}/{new_id()}")).status_code == 404


async def test_staff_see_whose_order_it_is(shopper: Any, clerk: Any, shoppers: Any) -> None:
    order = await shopper.placed()

    shown = await clerk.get(f"{ADMIN}/{order['id']}")

    assert shown.headers["etag"] == '"1"'
    assert shown.json()["user_id"] == str(shopper.id)
    assert shown.json()["contact"]["email"] == "asha@soko.example"
    assert shown.json()["allowed_actions"] == ["cancel"]
    reader = await shoppers("orders:read").get(f"{ADMIN}/{order['id']}")
    assert reader.json()["allowed_actions"] == []


FINDS = [
    ("", True),
    ("status=pending", True),
    ("status=success", False),
    ("payment_status=unpaid", True),
    ("payment_status=paid", False),
    ("q=ASHA@soko", True),
    ("q=odhiambo", True),
    ("q=%25", False),
    ("created_from=2020-01-01T00:00:00Z", True),
    ("created_to=2020-01-01T00:00:00Z", False),
    ("archived=true", False),
]


async def test_staff_find_orders(shopper: Any, clerk: Any) -> None:
    order = await shopper.placed()

    for query, found in FINDS:
        listed = (await clerk.get(f"{ADMIN}?{query}")).json()["items"]

        assert [one["id"] for one in listed] == ([order["id"]] if found else []), query


async def test_an_order_is_found_by_its_number(shopper: Any, clerk: Any) -> None:
    await shopper.placed()
    order = await shopper.placed()

    listed = (await clerk.get(f"{ADMIN}?q={order['number'].lower()}")).json()["items"]

    assert [one["id"] for one in listed] == [order["id"]]


async def test_a_paid_order_is_shipped_and_delivered(
    paid: Any, clerk: Any, sessions: Sessions
) -> None:
    early = await clerk.post(f"{ADMIN}/{paid['id']}/deliver")
    shipped = await clerk.post(f"{ADMIN}/{paid['id']}/ship", SHIPMENT, key="one")
    replay = await clerk.post(f"{ADMIN}/{paid['id']}/ship", SHIPMENT, key="one")
    twice = await clerk.post(f"{ADMIN}/{paid['id']}/ship", SHIPMENT)
    delivered = await clerk.post(f"{ADMIN}/{paid['id']}/deliver")

    assert (early.status_code, early.json()["code"]) == (409, "illegal_transition")
    assert early.json()["allowed_actions"] == ["cancel", "ship"]
    assert shipped.status_code == 200
    assert shipped.json()["status"] == "shipped"
    assert shipped.json()["fulfillment_status"] == "shipped"
    assert shipped.json()["shipment"] == SHIPMENT
    assert replay.json() == shipped.json()
    assert twice.json()["code"] == "illegal_transition"
    assert delivered.json()["status"] == delivered.json()["fulfillment_status"] == "delivered"
    assert await audits(sessions) == ["order.shipped", "order.delivered"]


async def test_goods_wait_for_their_stock(shopper: Any, happen: Any, clerk: Any) -> None:
    order = await shopper.placed()
    await happen(order, Trigger.CAPTURED, amount=order["total"]["amount"])

    refused = await clerk.post(f"{ADMIN}/{order['id']}/ship", SHIPMENT)

    assert (refused.status_code, refused.json()["code"]) == (409, "stock_not_committed")


async def test_cash_is_shipped_before_it_is_paid(shopper: Any, happen: Any, clerk: Any) -> None:
    order = await shopper.placed()
    await happen(order, Trigger.BEGIN, Trigger.AUTHORIZED, Trigger.STOCK_COMMITTED)

    shown = (await clerk.get(f"{ADMIN}/{order['id']}")).json()
    shipped = await clerk.post(f"{ADMIN}/{order['id']}/ship", SHIPMENT)

    assert shown["payment_status"] == "authorized"
    assert shipped.json()["status"] == "shipped"


async def test_staff_cancel_what_is_paid_and_it_is_given_back(
    paid: Any, clerk: Any, sessions: Sessions
) -> None:
    answer = await clerk.post(f"{ADMIN}/{paid['id']}/cancel", {"reason": "fraud"})

    assert answer.status_code == 200
    assert answer.json()["status"] == "cancelled"
    assert answer.json()["amounts"]["refund_pending"] == paid["total"]
    async with sessions() as session:
        names = list(await session.scalars(text("select name from orders.outbox order by seq")))
    assert names[-3:] == [
        "orders.order_cancelled.v1",
        "orders.refund_requested.v1",
        "orders.audit_recorded.v1",
    ]


async def test_staff_cancel_what_is_not_shipped(
    shopper: Any, clerk: Any, happen: Any, paid: Any
) -> None:
    pending, undecided = await shopper.placed(), await shopper.placed()
    await happen(undecided, Trigger.BEGIN)
    await clerk.post(f"{ADMIN}/{paid['id']}/ship", SHIPMENT)

    cancelled = await clerk.post(f"{ADMIN}/{pending['id']}/cancel")
    asked = await clerk.post(f"{ADMIN}/{undecided['id']}/cancel", {"reason": "fraud"})
    refused = await clerk.post(f"{ADMIN}/{paid['id']}/cancel")

    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert (asked.status_code, asked.json()["status"]) == (202, "processing")
    assert asked.json()["cancellation"]["state"] == "requested"
    assert refused.json()["code"] == "order_not_cancellable"


async def test_notes_and_address_are_amended_at_the_version_seen(
    shopper: Any, clerk: Any, sessions: Sessions
) -> None:
    order = await shopper.placed()
    address = {**order["shipping_address"], "line1": "2 Moi Avenue"}

    amended = await amend(clerk, order, 1, notes="gift", shipping_address=address)
    stale = await amend(clerk, order, 1, notes="again")
    cleared = await amend(clerk, order, 2, notes=None)
    blind = await clerk.client.patch(
        f"{ADMIN}/{order['id']}", json={"notes": "x"}, headers=clerk.headers
    )

    assert amended.status_code == 200, amended.text
    assert amended.headers["etag"] == '"2"'
    assert (amended.json()["notes"], amended.json()["shipping_address"]["line1"]) == (
        "gift",
        "2 Moi Avenue",
    )
    assert (stale.status_code, stale.json()["code"]) == (412, "version_conflict")
    assert cleared.json()["notes"] is None
    assert (blind.status_code, blind.json()["code"]) == (428, "precondition_required")
    assert await audits(sessions) == ["order.amended", "order.amended"]


async def test_what_it_costs_changes_only_before_a_payment_began(
    shopper: Any, clerk: Any, happen: Any
) -> None:
    order = await shopper.placed()

    dearer = await amend(clerk, order, 1, shipping_method="express")
    await happen(order, Trigger.BEGIN)
    frozen = await amend(clerk, order, 3, shipping_method="standard")
    harmless = await amend(clerk, order, 3, notes="ring")

    assert dearer.json()["total"]["amount"] == 100_000
    assert (frozen.status_code, frozen.json()["code"]) == (409, "order_total_frozen")
    assert harmless.status_code == 200


async def test_an_archived_order_leaves_the_list_but_stays(
    shopper: Any, clerk: Any, sessions: Sessions
) -> None:
    order = await shopper.placed()
    path = f"{ADMIN}/{order['id']}"

    gone = await clerk.client.delete(path, headers={**clerk.headers, "if-match": '"1"'})

    assert gone.status_code == 204
    assert (await clerk.get(ADMIN)).json()["items"] == []
    assert len((await clerk.get(f"{ADMIN}?archived=true")).json()["items"]) == 1
    assert (await clerk.get(path)).json()["archived_at"] is not None
    assert (await shopper.get(f"/api/v1/orders/{order['id']}")).status_code == 200
    assert await audits(sessions) == ["order.archived"]


async def test_a_shipment_has_a_carrier_and_a_number(paid: Any, clerk: Any) -> None:
    for body in ({}, {"carrier": "", "tracking_number": "x"}, {"carrier": "x"}):
        answer = await clerk.post(f"{ADMIN}/{paid['id']}/ship", body)

        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


async def test_every_version_has_its_place_in_the_history(
    shopper: Any, clerk: Any, happen: Any, sessions: Sessions
) -> None:
    order = await shopper.placed()
    await amend(clerk, order, 1, notes="gift")
    total = order["total"]["amount"]
    await happen(order, Trigger.CAPTURED, Trigger.STOCK_COMMITTED, Trigger.FAILED, amount=total)
    await clerk.post(f"{ADMIN}/{order['id']}/ship", SHIPMENT)

    async with sessions() as session:
        rows = await session.execute(
            text("select version, trigger, outcome from orders.order_history order by id")
        )
    assert [tuple(row) for row in rows] == [
        (1, "placed", "applied"),
        (2, "amended", "applied"),
        (3, "captured", "applied"),
        (4, "captured", "applied"),
        (5, "stock_committed", "applied"),
        (5, "failed", "ignored"),
        (6, "ship", "applied"),
    ]


METHODS, RATES = "/api/v1/admin/shipping-methods", "/api/v1/admin/tax-rates"


async def test_ways_of_shipping_are_kept_by_staff(clerk: Any, shoppers: Any, sessions: Any) -> None:
    body = {
        "code": "boda",
        "name": "Boda boda",
        "prices": [{"amount": 20_000, "currency": "KES"}],
        "countries": ["KE"],
        "min_days": 0,
        "max_days": 1,
    }

    made = await clerk.post(METHODS, body)
    twice = await clerk.post(METHODS, body)
    path = f"{METHODS}/{made.json()['id']}"
    changed = await clerk.client.patch(path, json={"active": False}, headers=clerk.headers)
    public = (await clerk.get("/api/v1/shipping-methods")).json()["items"]
    listed = (await shoppers("orders:read").get(METHODS)).json()["items"]
    gone = await clerk.client.delete(path, headers=clerk.headers)

    assert made.status_code == 201
    assert made.headers["location"] == path
    assert made.json()["prices"] == body["prices"]
    assert (twice.status_code, twice.json()["code"]) == (409, "code_taken")
    assert (changed.json()["active"], changed.json()["version"]) == (False, 2)
    assert "boda" not in [method["code"] for method in public]
    assert "boda" in [method["code"] for method in listed]
    assert gone.status_code == 204
    assert (await clerk.get(path)).status_code == 404
    assert await audits(sessions) == [
        "shipping_method.added",
        "shipping_method.changed",
        "shipping_method.dropped",
    ]


async def test_tax_rates_are_kept_by_staff(clerk: Any, shopper: Any, sessions: Any) -> None:
    body = {"country": "ET", "tax_class": "standard", "basis_points": 1500}

    made = await clerk.post(RATES, body)
    twice = await clerk.post(RATES, body)
    path = f"{RATES}/{made.json()['id']}"
    changed = await clerk.client.patch(path, json={"basis_points": 1400}, headers=clerk.headers)
    listed = (await clerk.get(f"{RATES}?include=total")).json()
    gone = await clerk.client.delete(path, headers=clerk.headers)

    assert made.status_code == 201
    assert (twice.status_code, twice.json()["code"]) == (409, "rate_taken")
    assert changed.json()["basis_points"] == 1400
    assert listed["total"] == 3
    assert gone.status_code == 204
    assert (await shopper.get(RATES)).status_code == 403
    assert (await shopper.post(RATES, body)).status_code == 403


ODD = [
    {"code": "A B", "name": "x", "prices": [{"amount": 1, "currency": "KES"}]},
    {"code": "a", "name": "x", "prices": []},
    {"code": "a", "name": "x", "prices": [{"amount": -1, "currency": "KES"}]},
    {"code": "a", "name": "x", "prices": [{"amount": 1.5, "currency": "KES"}]},
    {"code": "a", "name": "x", "prices": [{"amount": 1, "currency": "KES"}] * 2},
]


async def test_odd_ways_of_shipping_are_refused(clerk: Any) -> None:
    for body in ODD:
        answer = await clerk.post(METHODS, body)

        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), body
