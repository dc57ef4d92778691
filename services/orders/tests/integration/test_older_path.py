"""The first clients' path: an order as any other, and without a key not twice."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from common.db import Sessions
from common.ids import new_id
from orders.domain.states import Trigger

PATH = "/orders/create-order"
WHO = {
    "email": "baraka@soko.example",
    "shipping_address": {
        "full_name": "Baraka Mwangi",
        "phone_number": "+254712345678",
        "line1": "1 Moi Avenue",
        "city": "Nairobi",
        "country": "KE",
    },
}


async def order(shopper: Any, body: Any = None, key: str | None = None) -> httpx.Response:
    headers = shopper.headers if key is None else {**shopper.headers, "idempotency-key": key}
    answer: httpx.Response = await shopper.client.post(PATH, json=body, headers=headers)
    return answer


async def test_it_answers_200_with_two_fields_more(shopper: Any, make_item: Any) -> None:
    shopper.fill(make_item())

    answer = await order(shopper)

    body = answer.json()
    assert answer.status_code == 200
    assert body["order_id"] == body["id"]
    assert body["order_total"] == body["total"] == {"amount": 35_000, "currency": "KES"}
    assert body["order_token"]
    assert (await shopper.get(f"/api/v1/orders/{body['id']}")).status_code == 200


async def test_without_a_key_the_open_order_is_answered_again(shopper: Any, make_item: Any) -> None:
    shopper.fill(make_item())
    first = await order(shopper)
    shopper.fill(make_item())

    again = await order(shopper, {"notes": "ring"})

    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize("how", ["cancelled", "paid", "old"])
async def test_an_order_that_is_over_or_old_is_not_it(
    how: str, shopper: Any, make_item: Any, happen: Any, sessions: Sessions
) -> None:
    shopper.fill(make_item())
    first = (await order(shopper)).json()
    match how:
        case "cancelled":
            await happen(first, Trigger.CANCEL)
        case "paid":
            await happen(first, Trigger.CAPTURED, attempt_id=new_id(), amount=35_000)
        case _:
            async with sessions.begin() as session:
                await session.execute(
                    text(
                        "update orders.idempotency_keys"
                        " set created_at = created_at - interval '11 minutes'"
                    )
                )
    shopper.fill(make_item())

    second = await order(shopper)

    assert second.status_code == 200
    assert second.json()["id"] != first["id"]
    assert (await order(shopper)).json()["id"] == second.json()["id"]


async def test_two_at_once_are_one(shopper: Any, make_item: Any) -> None:
    shopper.fill(make_item())

    answers = await asyncio.gather(*(order(shopper) for _ in range(5)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["order_id"] for answer in answers}) == 1


async def test_with_a_key_the_key_decides(shopper: Any, make_item: Any) -> None:
    shopper.fill(make_item())
    first = await order(shopper, key="one")
    shopper.fill(make_item())

    replay, second = await order(shopper, key="one"), await order(shopper, key="two")

    assert (replay.status_code, replay.json()) == (200, first.json())
    assert second.json()["id"] != first.json()["id"]


async def test_a_guest_orders_so_too_and_a_stranger_does_not(
    guest: Any, make_item: Any, client: httpx.AsyncClient
) -> None:
    guest.fill(make_item())

    first, again = await order(guest, WHO), await order(guest, WHO)
    stranger = await client.post(PATH, json=WHO)

    assert first.status_code == 200
    assert again.json()["order_id"] == first.json()["order_id"]
    assert (stranger.status_code, stranger.json()["code"]) == (401, "unauthenticated")


async def test_a_refusal_leaves_nothing_behind(shopper: Any, make_item: Any) -> None:
    empty = await order(shopper)
    shopper.fill(make_item())

    assert (empty.status_code, empty.json()["code"]) == (409, "cart_empty")
    assert (await order(shopper)).status_code == 200
