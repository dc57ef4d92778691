"""Payments: what the API promises about them."""

import asyncio
from typing import Any

import pytest
from acceptance.eventually import eventually
from acceptance.shapes import ATTEMPT, BEGUN, PAGE, PAYMENT, PROVIDER
from acceptance.shop import ADDRESSES, Json, Person, Shop, key, unique
from acceptance.surface import NOWHERE


async def _shopper(shop: Shop) -> Person:
    return await shop.open_account(f"{unique('payer')}@people.example")


async def _order(shop: Shop, shopper: Person, currency: str = "ETB") -> Json:
    await shop.fill_cart(shopper, await shop.product())
    await shopper.call("PATCH", "/cart", json={"currency": currency})
    return dict(await shopper.post("/orders", {"shipping_address": ADDRESSES[currency]}))


async def _begin(shopper: Person, order: Json, provider: str, **more: Any) -> Any:
    body = {"provider": provider} | more
    return await shopper.call("POST", f"/orders/{order['id']}/payments", json=body, headers=key())


async def test_ways_to_pay_are_public(shop: Shop) -> None:
    page = (await shop.call("GET", "/payment-providers")).json()
    birr = (await shop.call("GET", "/payment-providers?currency=ETB&amount=100000")).json()
    euro = (await shop.call("GET", "/payment-providers?currency=EUR")).json()

    assert page.keys() == PAGE
    assert {one["code"] for one in page["items"]} >= {"chapa", "cash"}
    assert all(one.keys() == PROVIDER for one in page["items"])
    assert "chapa" in {one["code"] for one in birr["items"]}
    assert "chapa" not in {one["code"] for one in euro["items"]}


async def test_an_attempt_has_every_field_and_is_found_again(shop: Shop) -> None:
    shopper = await _shopper(shop)
    order = await _order(shop, shopper)
    first = await _begin(shopper, order, "chapa")
    again = await _begin(shopper, order, "chapa")

    assert (first.status_code, first.json().keys()) == (201, BEGUN), first.text
    begun = first.json()
    assert begun["amount"] == order["total"]
    assert len(begun["reference"]) == 12
    assert begun["next_action"].keys() == {"type", "url", "expires_at"}
    assert again.status_code == 200
    assert again.json()["attempt_id"] == begun["attempt_id"]
    payment = await shopper.get(f"/payments/{begun['id']}")
    assert payment.keys() == PAYMENT
    [attempt] = payment["attempts"]
    assert attempt.keys() == ATTEMPT
    assert (attempt["id"], attempt["failure"]) == (begun["attempt_id"], None)
    assert [one["id"] for one in (await shopper.get("/payments"))["items"]] == [begun["id"]]


async def test_another_provider_takes_the_place_of_a_page_that_is_open(shop: Shop) -> None:
    shopper = await _shopper(shop)
    order = await _order(shop, shopper)
    first = (await _begin(shopper, order, "chapa")).json()

    answer = await _begin(shopper, order, "cash")

    assert answer.status_code == 201, answer.text
    assert (answer.json()["id"], answer.json()["provider"]) == (first["id"], "cash")
    attempts = (await shopper.get(f"/payments/{first['id']}"))["attempts"]
    ended = {one["provider"]: one["status"] for one in attempts}
    assert ended["chapa"] in {"cancelled", "superseded"}


async def test_a_payment_is_its_owner_s(shop: Shop, is_problem: Any) -> None:
    shopper, other = await _shopper(shop), await shop.customer()
    order = await _order(shop, shopper)
    begun = (await _begin(shopper, order, "chapa")).json()
    path = f"/payments/{begun['id']}"

    is_problem(await other.call("GET", path), 404, "not_found")
    is_problem(await other.call("POST", f"{path}/refresh"), 404, "not_found")
    attempt = await other.call("POST", f"{path}/attempts", json={"provider": "cash"}, headers=key())
    is_problem(attempt, 404, "not_found")
    token = {"x-order-token": order["order_token"]}
    assert (await shop.call("GET", path, headers=token)).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"provider": "gold"}, 422, None),
        ({"provider": ""}, 422, "validation_failed"),
        ({}, 422, "validation_failed"),
        (
            {"provider": "cash", "amount": {"amount": 1, "currency": "KES"}},
            422,
            "validation_failed",
        ),
        ({"provider": "cash", "return_url": "https://evil.example/"}, 422, None),
        ({"provider": "chapa", "phone_number": "call me"}, 422, None),
        ({"provider": "chapa"}, 422, "currency_not_supported"),
    ],
)
async def test_an_attempt_that_cannot_be_is_refused_before_anything_moves(
    *, shop: Shop, is_problem: Any, body: Json, status: int, code: str | None
) -> None:
    shopper = await shop.customer("refused")
    order = await _order(shop, shopper, "KES")

    answer = await shopper.call("POST", f"/orders/{order['id']}/payments", json=body, headers=key())

    is_problem(answer, status, code or answer.json()["code"])
    if code == "currency_not_supported":
        assert "KES" not in answer.json()["supported"]
    assert (await shopper.get(f"/orders/{order['id']}"))["status"] == "pending"
    await shopper.post(f"/orders/{order['id']}/cancel", {})


async def test_equal_requests_at_once_begin_one_attempt(shop: Shop) -> None:
    shopper = await _shopper(shop)
    order = await _order(shop, shopper)

    answers = await asyncio.gather(*(_begin(shopper, order, "chapa") for _ in range(6)))

    ids = {answer.json()["attempt_id"] for answer in answers if answer.is_success}
    assert len(ids) == 1
    for answer in answers:
        assert answer.is_success or answer.json()["code"] == "payment_in_progress", answer.text


async def test_a_browser_that_comes_back_is_sent_on(shop: Shop) -> None:
    shopper = await _shopper(shop)
    order = await _order(shop, shopper)
    begun = (await _begin(shopper, order, "chapa")).json()
    await shop.decide(begun["reference"], "approve")

    path = f"/payments/return/chapa/{begun['reference']}"
    answer = await shop.call("GET", f"{path}?status=failed&trx_ref=1&whatever=2")

    assert answer.status_code == 303
    assert f"/orders/{order['id']}" in answer.headers["location"]
    # What the query claims is not believed: the provider was asked.
    await shop.until_order(shopper, order, "success")


async def test_refreshing_asks_the_provider_now(shop: Shop) -> None:
    shopper = await _shopper(shop)
    order = await _order(shop, shopper)
    begun = (await _begin(shopper, order, "chapa")).json()
    await shop.decide(begun["reference"], "approve")

    async def refresh() -> Json:
        answer = await shopper.call("POST", f"/payments/{begun['id']}/refresh")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    payment = await eventually(refresh, lambda seen: seen["status"] == "success")

    assert payment["captured"] == order["total"]
    assert payment["outstanding"]["amount"] == 0


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/webhooks/payments/chapa", {}, 401),
        ("/webhooks/payments/chapa", {"chapa-signature": "0" * 64}, 401),
        ("/webhooks/payments/chapa", {"x-chapa-signature": "0" * 64}, 401),
        ("/webhooks/payments/chapa", {"x-chapa-signature": "x" * 5_000}, 401),
        ("/webhooks/payments/nobody", {}, 404),
    ],
)
async def test_a_webhook_of_nobody_we_know_is_refused(
    shop: Shop, path: str, headers: dict[str, str], status: int
) -> None:
    answer = await shop.call("POST", path, content=b'{"tx_ref":"1"}', headers=headers)

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_webhook_may_not_be_larger_than_a_quarter_megabyte(
    shop: Shop, is_problem: Any
) -> None:
    answer = await shop.call("POST", "/webhooks/payments/chapa", content=b" " * (256 * 1024 + 1))

    is_problem(answer, 413, "payload_too_large")


async def test_staff_record_money_up_to_what_is_owed(shop: Shop, is_problem: Any) -> None:
    admin, shopper = await shop.admin(), await _shopper(shop)
    order = await _order(shop, shopper, "KES")

    async def record(amount: Any) -> Any:
        body = {"order_id": order["id"], "provider": "manual", "amount": amount}
        return await admin.call("POST", "/admin/payments", json=body, headers=key())

    made = await record(order["total"])
    again = await record(order["total"])

    assert (made.status_code, made.json().keys() >= PAYMENT) == (201, True), made.text
    paid = await shop.until_order(shopper, order, "success")
    assert paid["amounts"]["paid"] == order["total"]
    assert again.status_code == 409
    assert again.json()["code"] in {"nothing_outstanding", "order_already_paid"}
    unknown = {"order_id": str(NOWHERE), "provider": "cash", "amount": order["total"]}
    answer = await admin.call("POST", "/admin/payments", json=unknown, headers=key())
    is_problem(answer, 404, "not_found")


async def test_staff_see_payments_attempts_and_webhooks(shop: Shop) -> None:
    admin, shopper = await shop.admin(), await _shopper(shop)
    order = await _order(shop, shopper)
    begun = (await _begin(shopper, order, "chapa")).json()
    await shop.decide(begun["reference"], "approve")
    await shop.until_order(shopper, order, "success")

    assert (await admin.get(f"/admin/payments/{begun['id']}")).keys() >= PAYMENT
    attempts = await admin.get(f"/admin/payments/{begun['id']}/attempts")
    assert [one["reference"] for one in attempts["items"]] == [begun["reference"]]
    webhooks = await eventually(
        lambda: admin.get("/admin/payment-webhooks?limit=100"), lambda seen: seen["items"]
    )
    detail = await admin.get(f"/admin/payment-webhooks/{webhooks['items'][0]['id']}")
    assert {"id", "channel", "state", "body", "headers"} <= detail.keys()


async def test_a_provider_that_is_switched_off_takes_nothing(shop: Shop, is_problem: Any) -> None:
    admin, shopper = await shop.admin(), await _shopper(shop)
    order = await _order(shop, shopper, "KES")
    path = "/admin/payment-providers/cash"

    async def switch(on: bool) -> Any:
        seen = (await admin.call("GET", path)).headers.get("etag", '"1"')
        return await admin.call("PATCH", path, json={"enabled": on}, headers={"if-match": seen})

    try:
        assert (await switch(on=False)).status_code == 200
        is_problem(await _begin(shopper, order, "cash"), 409, "provider_disabled")
    finally:
        assert (await switch(on=True)).status_code == 200
    assert (await _begin(shopper, order, "cash")).status_code == 201
