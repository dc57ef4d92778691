import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select

from cart.adapters.tables import CartRow, OutboxRow
from common.db import Sessions

CART = "/api/v1/cart"
TOKEN = "x-cart-token"


async def put(
    client: AsyncClient, offer: Any, quantity: int, headers: dict[str, str] | None = None
) -> Response:
    body = {"product_id": str(offer.product_id), "quantity": quantity}
    answer = await client.post(f"{CART}/items", headers=headers, json=body)
    assert answer.status_code == 201, answer.text
    return answer


async def guest(client: AsyncClient, offer: Any, quantity: int) -> dict[str, str]:
    return {TOKEN: (await put(client, offer, quantity)).headers[TOKEN]}


def quantities(answer: Response) -> dict[UUID, int]:
    assert answer.is_success, answer.text
    return {UUID(item["variant_id"]): item["quantity"] for item in answer.json()["items"]}


async def facts(sessions: Sessions) -> list[Any]:
    async with sessions() as session:
        rows = await session.scalars(select(OutboxRow.body).order_by(OutboxRow.seq))
        return [orjson.loads(body) for body in rows]


@asynccontextmanager
async def held_cart(sessions: Sessions, user_id: UUID) -> AsyncIterator[None]:
    """Keep everybody else from changing the user's cart."""
    async with sessions.begin() as session:
        mine = select(CartRow.id).where(CartRow.user_id == user_id).with_for_update()
        assert await session.scalar(mine)
        yield


async def test_both_tokens_together_merge_and_quantities_add_up(
    *, client: AsyncClient, me: dict[str, str], user_id: UUID, catalog: Any, sessions: Sessions
) -> None:
    mug, cup = catalog.sell(), catalog.sell(available_quantity=1)
    await put(client, mug, 2, me)
    brought = await guest(client, mug, 3)
    filled = await put(client, cup, 2, brought)

    merged = await client.get(CART, headers=me | brought)
    again = await client.get(CART, headers=me | brought)
    alone = await client.get(CART, headers=me)

    assert quantities(merged) == {mug.variant_id: 5, cup.variant_id: 2}
    assert merged.json()["warnings"] == ["insufficient_stock"]
    assert TOKEN not in merged.headers
    assert "cart_token" not in merged.json()
    assert merged.json() == again.json() == alone.json()
    left = await client.get(CART, headers=brought)
    assert (left.json()["items"], left.headers[TOKEN] == brought[TOKEN]) == ([], False)
    [fact] = await facts(sessions)
    assert (fact["type"], fact["subject"]) == ("cart.cart_merged.v1", merged.json()["id"])
    assert fact["data"] == {"cart_id": filled.json()["id"], "user_id": str(user_id)}


@pytest.mark.parametrize("how", ["put", "merge", "snapshot", "currency"])
async def test_every_request_with_both_merges_before_it_does_what_it_is_for(
    client: AsyncClient, me: dict[str, str], signed: Any, catalog: Any, how: str
) -> None:
    mug, cup = catalog.sell(), catalog.sell()
    brought = await guest(client, mug, 3)
    if how == "put":
        await put(client, cup, 1, me | brought)
    elif how == "merge":
        body = {"cart_token": brought[TOKEN]}
        merged = [await client.post(f"{CART}/merge", headers=me, json=body) for _ in range(2)]
        assert [answer.status_code for answer in merged] == [200, 200]
        assert merged[0].json() == merged[1].json()
    elif how == "snapshot":
        ours = signed.service("orders", "cart")
        answer = await client.post("/internal/carts/snapshot", headers=me | brought | ours)
        assert [item["quantity"] for item in answer.json()["items"]] == [3]
    else:
        await client.patch(CART, headers=me | brought, json={"currency": "USD"})

    read = await client.get(CART, headers=me)

    expected = {mug.variant_id: 3} | ({cup.variant_id: 1} if how == "put" else {})
    assert quantities(read) == expected
    assert read.json()["currency"] == ("USD" if how == "currency" else "KES")
    assert quantities(await client.get(CART, headers=brought)) == {}


async def test_more_than_may_be_ordered_is_cut_and_said(
    client: AsyncClient, me: dict[str, str], catalog: Any
) -> None:
    mug, cup = catalog.sell(max_order_quantity=5), catalog.sell()
    await put(client, mug, 4, me)
    brought = await guest(client, mug, 4)
    await put(client, cup, 1, brought)

    merged = await client.get(CART, headers=me | brought)
    later = await client.get(CART, headers=me)

    assert quantities(merged) == {mug.variant_id: 5, cup.variant_id: 1}
    assert merged.json()["items"][0]["warnings"] == ["quantity_reduced"]
    assert merged.json()["warnings"] == ["quantity_reduced"]
    assert later.json()["warnings"] == []


async def test_an_empty_cart_takes_the_guests_currency_on(
    client: AsyncClient, me: dict[str, str], catalog: Any
) -> None:
    brought = await guest(client, catalog.sell(), 1)
    await client.patch(CART, headers=brought, json={"currency": "ETB"})

    assert (await client.get(CART, headers=me | brought)).json()["currency"] == "ETB"


async def test_emptying_with_both_empties_both(
    client: AsyncClient, me: dict[str, str], catalog: Any
) -> None:
    await put(client, catalog.sell(), 1, me)
    brought = await guest(client, catalog.sell(), 1)

    assert (await client.delete(CART, headers=me | brought)).status_code == 204

    assert quantities(await client.get(CART, headers=me)) == {}
    assert quantities(await client.get(CART, headers=brought)) == {}


async def test_only_a_user_merges_and_a_token_of_nothing_changes_nothing(
    client: AsyncClient, me: dict[str, str], catalog: Any
) -> None:
    brought = await guest(client, catalog.sell(), 1)
    path = f"{CART}/merge"

    nobody = await client.post(path, json={"cart_token": brought[TOKEN]})
    nothing = await client.post(path, headers=me, json={"cart_token": "made up"})
    missing = await client.post(path, headers=me, json={})

    assert [answer.status_code for answer in (nobody, nothing, missing)] == [401, 200, 422]
    assert nothing.json()["items"] == []
    assert (await client.get(CART, headers=brought)).json()["item_count"] == 1


async def test_tabs_that_merge_at_once_merge_once(
    *, client: AsyncClient, me: dict[str, str], user_id: UUID, catalog: Any, sessions: Sessions
) -> None:
    mug = catalog.sell(available_quantity=100)
    await put(client, mug, 1, me)
    brought = await guest(client, mug, 2)

    async with held_cart(sessions, user_id):
        tabs = [asyncio.create_task(client.get(CART, headers=me | brought)) for _ in range(4)]
        await asyncio.wait(tabs, timeout=0.5)
    answers = await asyncio.gather(*tabs)

    assert [quantities(answer) for answer in answers] == [{mug.variant_id: 3}] * 4
    assert len(await facts(sessions)) == 1


async def test_one_guests_cart_ends_up_with_one_of_two_users(
    *, client: AsyncClient, me: dict[str, str], signed: Any, catalog: Any, sessions: Sessions
) -> None:
    mug = catalog.sell()
    brought, other = await guest(client, mug, 2), signed.bearer(uuid4())

    answers = await asyncio.gather(
        *(client.get(CART, headers=who | brought) for who in (me, other))
    )

    assert sorted(answer.json()["item_count"] for answer in answers) == [0, 2]
    assert len(await facts(sessions)) == 1


async def test_nothing_that_a_guest_adds_while_they_merge_is_lost_or_there_twice(
    client: AsyncClient, me: dict[str, str], catalog: Any
) -> None:
    mugs = [catalog.sell(available_quantity=100) for _ in range(3)]
    brought = await guest(client, mugs[0], 1)

    async def add(mug: Any) -> dict[str, str]:
        return {TOKEN: (await put(client, mug, 1, brought)).headers[TOKEN]}

    adding = asyncio.gather(*(add(mug) for mug in mugs))
    merged = await client.get(CART, headers=me | brought)
    # What came too late for the merged cart began another, whose token the answer told.
    for token in await adding:
        merged = await client.get(CART, headers=me | token)

    together = quantities(merged)
    assert together == {mugs[0].variant_id: 2, mugs[1].variant_id: 1, mugs[2].variant_id: 1}
