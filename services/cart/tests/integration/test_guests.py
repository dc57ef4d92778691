import time
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import func, select

from cart.adapters.cart_tokens import CartTokens
from cart.adapters.tables import CartRow
from common.db import Sessions

CART = "/api/v1/cart"
TOKEN = "x-cart-token"


def held(answer: Response) -> dict[str, str]:
    """What a client keeps of an answer; both places say the same."""
    assert answer.headers[TOKEN] == answer.json()["cart_token"]
    return {TOKEN: answer.headers[TOKEN]}


async def put(
    client: AsyncClient, offer: Any, quantity: int = 1, headers: dict[str, str] | None = None
) -> Response:
    body = {"product_id": str(offer.product_id), "quantity": quantity}
    return await client.post(f"{CART}/items", headers=headers, json=body)


async def carts(sessions: Sessions) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(CartRow)) or 0


async def test_whoever_looks_first_gets_an_empty_cart_a_token_and_no_row(
    client: AsyncClient, sessions: Sessions
) -> None:
    first, second = await client.get(CART), await client.get(CART)

    assert (first.status_code, first.json()["id"], first.json()["items"]) == (200, None, [])
    assert first.headers["cache-control"] == "private, no-store"
    assert held(first) != held(second)
    assert await carts(sessions) == 0


async def test_a_guest_fills_and_changes_a_cart_by_its_token(
    client: AsyncClient, catalog: Any, sessions: Sessions
) -> None:
    mug = catalog.sell()
    mine = held(await client.get(CART))

    filled = await client.post(
        f"{CART}/items", headers=mine, json={"product_id": str(mug.product_id), "quantity": 2}
    )
    priced = await client.patch(CART, headers=mine, json={"currency": "ETB"})
    path = f"{CART}/items/{filled.json()['items'][0]['id']}"
    changed = await client.patch(path, headers=mine, json={"quantity": 5})
    read = await client.get(CART, headers=mine)
    removed = await client.delete(path, headers=mine)
    cleared = await client.delete(CART, headers=mine)

    assert (filled.status_code, held(filled)) == (201, mine)
    assert (priced.json()["currency"], changed.json()["item_count"]) == ("ETB", 5)
    assert (read.json()["items"], read.json()["currency"]) == (changed.json()["items"], "ETB")
    assert (removed.json()["items"], cleared.status_code) == ([], 204)
    assert await carts(sessions) == 1


async def test_the_first_item_of_somebody_without_a_token_comes_with_one(
    client: AsyncClient, catalog: Any
) -> None:
    mug = catalog.sell()

    first = await put(client, mug, headers={"idempotency-key": "one"})
    other = await put(client, mug, headers={"idempotency-key": "one"})

    # Nobody's key is kept: two strangers with one key never see each other's cart.
    assert (first.status_code, other.status_code) == (201, 201)
    assert first.json()["id"] != other.json()["id"]
    assert "idempotent-replayed" not in other.headers
    assert (await client.get(CART, headers=held(first))).json()["item_count"] == 1


async def test_a_guests_key_puts_in_once_and_its_answer_keeps_the_token_to_itself(
    client: AsyncClient, catalog: Any
) -> None:
    mug, mine = catalog.sell(), held(await client.get(CART))

    answers = [await put(client, mug, headers=mine | {"idempotency-key": "one"}) for _ in range(2)]

    assert answers[0].content == answers[1].content
    assert answers[1].headers["idempotent-replayed"] == "true"
    assert held(answers[1]) == mine
    assert (await client.get(CART, headers=mine)).json()["item_count"] == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token, _: "",
        lambda token, _: "made up",
        lambda token, _: "é" * 20,
        lambda token, _: "x" * 6000,
        lambda token, _: token[:-1],
        lambda token, _: token + "A",
        lambda token, _: token + "=",
        lambda token, tokens: CartTokens("another secret", lives=9).of(uuid4(), now=time.time()),
        lambda token, tokens: tokens.of(tokens.opens(token, now=0), now=time.time() - 1001),
    ],
)
async def test_a_token_that_opens_nothing_is_as_good_as_none(
    client: AsyncClient, catalog: Any, tokens: CartTokens, spoil: Any
) -> None:
    mug = catalog.sell()
    mine = (await put(client, mug)).headers[TOKEN]
    spoiled = {TOKEN: spoil(mine, tokens).encode("latin-1")}

    read = await client.get(CART, headers=spoiled)
    added = await client.post(
        f"{CART}/items", headers=spoiled, json={"product_id": str(mug.product_id), "quantity": 1}
    )

    assert (read.status_code, read.json()["items"]) == (200, [])
    assert (added.status_code, added.json()["item_count"]) == (201, 1)
    assert held(read)[TOKEN] != mine
    assert held(added)[TOKEN] != mine
    assert (await client.delete(CART, headers=spoiled)).status_code == 204


async def test_a_token_half_through_its_life_is_renewed(
    client: AsyncClient, catalog: Any, tokens: CartTokens
) -> None:
    filled = await put(client, catalog.sell())
    cart_id = tokens.opens(filled.headers[TOKEN], now=time.time())
    assert cart_id is not None
    old = {TOKEN: tokens.of(cart_id, now=time.time() - 600)}

    younger = held(await client.get(CART, headers=old))

    assert younger != old
    assert (await client.get(CART, headers=younger)).json()["id"] == filled.json()["id"]


async def test_the_id_of_a_cart_opens_nothing(
    client: AsyncClient, me: dict[str, str], catalog: Any
) -> None:
    mug = catalog.sell()
    mine, theirs = await put(client, mug), await put(client, mug, headers=me)
    stranger = held(await client.get(CART))

    for cart in (mine, theirs):
        path = f"{CART}/items/{cart.json()['items'][0]['id']}"
        assert (await client.delete(path, headers=stranger)).status_code == 404
        assert (await client.get(CART, headers={TOKEN: cart.json()["id"]})).json()["items"] == []


async def test_orders_is_told_of_a_guests_cart_and_of_none(
    client: AsyncClient, signed: Any, catalog: Any
) -> None:
    filled, orders = await put(client, catalog.sell(), 2), signed.service("orders", "cart")

    known = await client.post("/internal/carts/snapshot", headers=orders | held(filled))
    nobody = await client.post("/internal/carts/snapshot", headers=orders | {TOKEN: "made up"})

    assert (known.json()["cart_id"], known.json()["version"]) == (filled.json()["id"], 1)
    assert known.json()["items"][0]["quantity"] == 2
    assert (nobody.status_code, nobody.json()["cart_id"]) == (200, None)
