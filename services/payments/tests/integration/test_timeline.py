from datetime import datetime
from typing import Any

from common.ids import new_id


async def told(shop: Any, order_id: Any) -> list[Any]:
    answer = await shop.http.get(
        f"/internal/orders/{order_id}/timeline", headers=shop.tokens.service("orders", "payments")
    )
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    return sorted(items, key=lambda item: datetime.fromisoformat(item["at"]))


async def test_everything_that_happened_around_an_order_is_told(shop: Any) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "approve")
    await shop.webhook(shop.event(started["reference"]))
    await shop.work()

    items = await told(shop, started["order_id"])

    kinds = [item["kind"] for item in items]
    assert {item["source"] for item in items} == {"payments"}
    assert kinds.count("attempt") == 3
    assert {"capture", "webhook", "message_out"} <= set(kinds)
    titles = [item["title"] for item in items if item["kind"] == "attempt"]
    assert titles[:2] == ["an attempt was stored", "orders let the attempt begin"]
    assert titles[2] == "the attempt is success"
    [webhook] = [item for item in items if item["kind"] == "webhook"]
    assert webhook["detail"]["state"] == "applied"
    facts = [item["title"] for item in items if item["kind"] == "message_out"]
    assert facts == ["payments.attempt_begun.v1", "payments.payment_captured.v1"]


async def test_incidents_are_told_too(shop: Any) -> None:
    started = await shop.begun()
    await shop.dials(verify="wrong_amount")
    await shop.decide(started["reference"], "approve")
    await shop.poll()

    items = await told(shop, started["order_id"])

    [incident] = [item for item in items if item["kind"] == "incident"]
    assert incident["detail"]["kind"] == "amount_mismatch"
    [capture] = [item for item in items if item["kind"] == "capture"]
    assert capture["title"] == "money arrived that does not count"


async def test_of_an_unknown_order_nothing_is_told(shop: Any) -> None:
    await shop.begun()

    assert await told(shop, new_id()) == []


async def test_only_orders_is_told(shop: Any) -> None:
    url = f"/internal/orders/{new_id()}/timeline"

    for headers in ({}, shop.bearer(), shop.tokens.service("cart", "payments")):
        assert (await shop.http.get(url, headers=headers)).status_code in {401, 403}
