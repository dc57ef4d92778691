"""Who is not signed in orders with a cart's token, and keeps the order by its own."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, text

from common.clock import utcnow
from common.db import Sessions
from common.events.users import EmailConfirmed
from common.ids import new_id
from orders.adapters.base import Base
from orders.adapters.order_tokens import OrderTokens
from orders.consumers.users import on_email_confirmed
from orders.domain.states import Trigger

PATH = "/api/v1/orders"
ADDRESS = {
    "full_name": "Baraka Mwangi",
    "phone_number": "+254712345678",
    "line1": "1 Moi Avenue",
    "city": "Nairobi",
    "country": "KE",
}
WHO: dict[str, Any] = {"email": "Baraka@Soko.example", "shipping_address": ADDRESS}


@pytest.fixture
def placed(guest: Any, make_item: Any) -> Callable[..., Any]:
    async def place(**changes: Any) -> dict[str, Any]:
        guest.fill(make_item())
        answer = await guest.order(**{**WHO, **changes})
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    return place


def bearer(order: dict[str, Any]) -> dict[str, str]:
    return {"x-order-token": order["order_token"]}


async def test_a_guest_orders_with_an_address_to_write_to(
    guest: Any, placed: Any, sessions: Sessions
) -> None:
    order = await placed()

    assert order["status"] == "pending"
    assert order["shipping_address"]["full_name"] == "Baraka Mwangi"
    async with sessions() as session:
        [row] = (await session.execute(text("select user_id, contact from orders.orders"))).all()
        cause = await session.scalar(text("select cause from orders.order_history"))
        fact = await session.scalar(text("select body from orders.outbox"))
    assert row.user_id is None
    assert row.contact == {
        "email": "Baraka@soko.example",
        "full_name": "Baraka Mwangi",
        "phone_number": "+254712345678",
        "locale": "en",
    }
    assert cause == "guest"
    assert '"user_id":null' in str(fact)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"email": None}, "#/email"),
        ({"email": "nobody"}, "#/email"),
        ({"email": "a@b.example\nbcc: c@d.example"}, "#/email"),
        ({"shipping_address": None}, "#/shipping_address"),
        ({"address_id": str(new_id())}, "#/address_id"),
    ],
)
async def test_what_a_guest_forgets_is_named(
    guest: Any, make_item: Any, changes: dict[str, Any], pointer: str
) -> None:
    guest.fill(make_item())

    answer = await guest.order(**{**WHO, **changes})

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_a_stranger_without_any_token_cannot_order(client: httpx.AsyncClient) -> None:
    for path in (PATH, "/api/v1/cart/quote"):
        answer = await client.post(path, json=WHO, headers={"idempotency-key": "one"})
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_a_guest_is_told_what_the_cart_would_cost(guest: Any, make_item: Any) -> None:
    guest.fill(make_item(10_000))

    answer = await guest.post("/api/v1/cart/quote", {"shipping_address": {"country": "KE"}})

    assert answer.status_code == 200
    assert answer.json()["total"]["amount"] == 35_000


async def test_a_repeat_makes_the_token_again_and_stores_none(
    guest: Any, make_item: Any, sessions: Sessions
) -> None:
    guest.fill(make_item())

    answers = await asyncio.gather(*(guest.order("one", **WHO) for _ in range(4)))

    assert {answer.status_code for answer in answers} == {201}
    [token] = {answer.json()["order_token"] for answer in answers}
    async with sessions() as session:
        for table in Base.metadata.tables.values():
            rows = (await session.execute(select(table))).all()
            assert token not in repr(rows)


async def test_one_key_of_two_guests_is_two_keys(
    guest: Any, client: httpx.AsyncClient, carts: Any, make_item: Any
) -> None:
    guest.fill(make_item())
    carts.fill("another", make_item())

    first = await guest.order("one", **WHO)
    second = await client.post(
        PATH, json=WHO, headers={"x-cart-token": "another", "idempotency-key": "one"}
    )

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]


async def test_the_token_is_the_owner_of_that_one_order(
    placed: Any, client: httpx.AsyncClient
) -> None:
    mine, other = await placed(), await placed()
    path = f"{PATH}/{mine['id']}"

    shown = await client.get(path, headers=bearer(mine))
    listed = await client.get(PATH, headers=bearer(mine))
    cancelled = await client.post(
        f"{path}/cancel", headers={**bearer(mine), "idempotency-key": "one"}
    )

    assert shown.json()["allowed_actions"] == ["pay", "cancel"]
    assert [order["id"] for order in listed.json()["items"]] == [mine["id"]]
    assert cancelled.json()["status"] == "cancelled"
    for wrong in (bearer(other), {"x-order-token": "x" * 64}):
        assert (await client.get(path, headers=wrong)).status_code == 404
    assert (await client.get(PATH, headers={"x-order-token": "x" * 64})).status_code == 401
    assert (await client.get(PATH)).status_code == 401


async def test_the_keys_of_an_order_s_bearer_belong_to_the_order(
    placed: Any, guest: Any, client: httpx.AsyncClient
) -> None:
    one, two = await placed(), await placed()

    # The same key and the same cart's token for both: each order answers for itself.
    answers = [
        await client.post(
            f"{PATH}/{order['id']}/cancel",
            headers={**guest.headers, **bearer(order), "idempotency-key": "one"},
        )
        for order in (one, two, one)
    ]

    assert [answer.json()["id"] for answer in answers] == [one["id"], two["id"], one["id"]]
    assert [answer.headers.get("idempotent-replayed") for answer in answers] == [None, None, "true"]


async def test_a_user_who_shows_a_cart_s_token_orders_as_the_user(
    shopper: Any, make_item: Any, sessions: Sessions
) -> None:
    shopper.fill(make_item())
    shopper.headers["x-cart-token"] = "a guest's cart that becomes theirs"

    answer = await shopper.order(email="other@soko.example")

    assert answer.status_code == 201
    async with sessions() as session:
        [row] = (await session.execute(text("select user_id, contact from orders.orders"))).all()
    assert row.user_id == shopper.id
    assert row.contact["email"] == "asha@soko.example"


async def test_one_cart_s_open_orders_are_counted(
    placed: Any, guest: Any, make_item: Any, carts: Any, sessions: Sessions
) -> None:
    order = await placed()
    async with sessions.begin() as session:
        await session.execute(
            text(
                "insert into orders.orders select (jsonb_populate_record(o, jsonb_build_object("
                "'id', uuidv7(), 'number', 'N' || n, 'cart_version', n + 1))).*"
                " from orders.orders o, generate_series(1, 49) n"
            )
        )
    kept = carts.baskets[guest.id]
    carts.baskets[guest.id] = type(kept)(
        cart_id=kept.cart_id, version=99, currency="KES", items=kept.items
    )

    answer = await guest.order(**WHO)

    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_open_orders")
    assert order["number"] != ""


def confirmed(user_id: UUID, email: str) -> EmailConfirmed:
    return EmailConfirmed(
        occurred_at=utcnow(),
        aggregate_id=user_id,
        aggregate_version=2,
        user_id=user_id,
        email=email,
    )


async def test_who_confirms_an_address_gets_what_was_ordered_with_it(
    placed: Any, shopper: Any, client: httpx.AsyncClient, open_tx: Any
) -> None:
    mine, other = await placed(), await placed(email="somebody@soko.example")
    fact = confirmed(shopper.id, "BARAKA@soko.EXAMPLE")

    for _ in range(2):
        async with open_tx() as tx:
            await on_email_confirmed(fact, tx)
    async with open_tx() as tx:  # somebody else cannot take them away again
        await on_email_confirmed(confirmed(new_id(), "baraka@soko.example"), tx)

    listed = (await shopper.get(PATH)).json()["items"]
    assert [(order["id"], order["version"]) for order in listed] == [(mine["id"], 2)]
    assert (await shopper.get(f"{PATH}/{other['id']}")).status_code == 404
    # The link of the mail works as before.
    assert (await client.get(f"{PATH}/{mine['id']}", headers=bearer(mine))).status_code == 200


async def test_guests_orders_are_found_by_address_without_reading_all(sessions: Sessions) -> None:
    async with sessions() as session:
        await session.execute(text("set local enable_seqscan = off"))
        plan = await session.scalars(
            text(
                "explain select * from orders.orders"
                " where lower(contact_email) = 'a@b.example' and user_id is null for update"
            )
        )
        assert "orders_guest_email_idx" in "\n".join(plan)


async def test_a_guest_s_mail_opens_the_order_and_names_it(
    placed: Any, happen: Any, sessions: Sessions, settings: Any
) -> None:
    order = await placed()

    await happen(order, Trigger.CAPTURED, attempt_id=new_id(), amount=order["total"]["amount"])

    async with sessions() as session:
        [mail] = (await session.execute(text("select * from orders.mails"))).all()
    assert mail.recipient == "Baraka@soko.example"
    assert order["number"] in mail.subject
    link = f"/orders/{order['id']}#{order['order_token']}"
    assert link in mail.text
    assert link in mail.html
    secret = settings.order_token_secret.get_secret_value()
    assert OrderTokens(secret).order_of(order["order_token"]) == UUID(order["id"])
