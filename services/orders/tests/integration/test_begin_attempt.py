from hashlib import sha256
from typing import Any
from uuid import UUID

import httpx
import pytest

from common.ids import new_id
from common.testing.tokens import Tokens
from orders.domain.states import Trigger


@pytest.fixture
def begin(client: httpx.AsyncClient, signed: Tokens) -> Any:
    async def begun(
        order: dict[str, Any],
        headers: dict[str, str],
        attempt_id: UUID | None = None,
        **body: Any,
    ) -> httpx.Response:
        return await client.put(
            f"/internal/orders/{order['id']}/attempts/{attempt_id or new_id()}",
            json={"provider": "chapa", **body},
            headers={**headers, **signed.service("payments", "orders")},
        )

    return begun


async def test_beginning_says_what_is_owed_and_may_be_repeated(
    shopper: Any, begin: Any, client: httpx.AsyncClient
) -> None:
    order = await shopper.placed()
    attempt = new_id()

    first = await begin(order, shopper.headers, attempt, currencies=["KES"])
    again = await begin(order, shopper.headers, attempt, currencies=["KES"])

    assert first.status_code == 200
    assert first.json() == again.json()
    assert first.json() == {
        "order_id": order["id"],
        "number": order["number"],
        "version": 2,
        "amount": order["total"],
        "owner_id": str(shopper.id),
        "token_hash": sha256(order["order_token"].encode()).hexdigest(),
        "customer": {
            "email": "asha@soko.example",
            "full_name": "Asha Odhiambo",
            "phone_number": None,
            "locale": "en",
        },
    }
    shown = (await shopper.get(f"/api/v1/orders/{order['id']}")).json()
    assert (shown["status"], shown["payment_status"]) == ("processing", "pending")
    assert shown["expires_at"] is None


async def test_another_attempt_takes_its_place(shopper: Any, begin: Any) -> None:
    order = await shopper.placed()
    await begin(order, shopper.headers)

    second = await begin(order, shopper.headers)

    assert (second.status_code, second.json()["version"]) == (200, 3)


async def test_the_bearer_of_the_orders_token_may_pay(shopper: Any, begin: Any) -> None:
    order = await shopper.placed()

    assert (await begin(order, {"x-order-token": order["order_token"]})).status_code == 200
    wrong = await begin(order, {"x-order-token": "x"})
    assert (wrong.status_code, wrong.json()["code"]) == (404, "not_found")


async def test_nobody_pays_for_another_or_without_payments(
    shopper: Any, shoppers: Any, begin: Any, client: httpx.AsyncClient, signed: Tokens
) -> None:
    order = await shopper.placed()
    path = f"/internal/orders/{order['id']}/attempts/{new_id()}"

    stranger = await begin(order, shoppers().headers)
    alone = await client.put(path, json={"provider": "chapa"}, headers=shopper.headers)
    cart = {**shopper.headers, **signed.service("cart", "orders")}

    assert stranger.status_code == 404
    assert alone.status_code == 401
    assert (await client.put(path, json={"provider": "chapa"}, headers=cart)).status_code == 401


async def test_staff_record_money_for_anybody(shopper: Any, shoppers: Any, begin: Any) -> None:
    order = await shopper.placed()
    staff = shoppers("payments:write")

    for provider, status in (("manual", 200), ("cash", 200), ("chapa", 404)):
        answer = await begin(order, staff.headers, provider=provider)

        assert answer.status_code == status


async def test_what_the_provider_cannot_take_moves_nothing(shopper: Any, begin: Any) -> None:
    order = await shopper.placed()
    little = {"amount": 100, "currency": "KES"}
    much = {"amount": 10**9, "currency": "KES"}

    foreign = await begin(order, shopper.headers, currencies=["ETB", "USD"])
    too_small = await begin(order, shopper.headers, min=much)
    too_large = await begin(order, shopper.headers, max=little)
    odd = {"amount": order["total"]["amount"] + 1, "currency": "KES"}
    uneven = await begin(order, shopper.headers, step=odd)

    assert (foreign.status_code, foreign.json()["code"]) == (422, "currency_not_supported")
    assert foreign.json()["supported"] == ["ETB", "USD"]
    assert too_small.json()["code"] == too_large.json()["code"] == "amount_not_payable"
    assert uneven.json()["code"] == "amount_not_payable"
    shown = (await shopper.get(f"/api/v1/orders/{order['id']}")).json()
    assert (shown["status"], shown["version"]) == ("pending", 1)


UNPAYABLE = [
    ([Trigger.CAPTURED], "order_already_paid", []),
    ([Trigger.CANCEL], "illegal_transition", []),
    ([Trigger.BEGIN, Trigger.CANCEL], "order_cancelling", []),
    ([Trigger.CAPTURED, Trigger.STOCK_COMMITTED, Trigger.SHIP], "illegal_transition", []),
]


async def test_what_cannot_be_paid_says_what_can_be_done(
    shopper: Any, begin: Any, happen: Any
) -> None:
    for walk, code, actions in UNPAYABLE:
        order = await shopper.placed()
        await happen(order, *walk, amount=order["total"]["amount"])

        refused = await begin(order, shopper.headers)

        assert (refused.status_code, refused.json()["code"]) == (409, code)
        assert refused.json()["allowed_actions"] == actions


async def test_an_attempt_that_ended_before_its_beginning_arrived_does_not_begin(
    shopper: Any, begin: Any, happen: Any
) -> None:
    order, attempt = await shopper.placed(), new_id()
    await happen(order, Trigger.FAILED, attempt_id=attempt)

    late = await begin(order, shopper.headers, attempt)

    assert (late.status_code, late.json()["code"]) == (409, "illegal_transition")
    assert late.json()["allowed_actions"] == ["pay", "cancel"]
    assert (await begin(order, shopper.headers)).status_code == 200
    again = await begin(order, shopper.headers, attempt)
    assert (again.status_code, again.json()["code"]) == (409, "illegal_transition")


async def test_a_failed_order_may_be_tried_again_but_not_for_ever(
    shopper: Any, begin: Any, happen: Any
) -> None:
    order = await shopper.placed()
    for _ in range(8):
        assert (await begin(order, shopper.headers)).status_code == 200
        await happen(order, Trigger.FAILED)

    refused = await begin(order, shopper.headers)

    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_attempts")
