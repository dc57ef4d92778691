"""How often a request asks the database; what counts is said in `common.testing.statements`."""

from typing import Any

import pytest
from httpx import AsyncClient

from common.testing.statements import asked as counted

CART = "/api/v1/cart"


@pytest.mark.parametrize("key", [{}, {"idempotency-key": "once"}])
async def test_adding_takes_two_statements_and_one_for_a_key(
    client: AsyncClient, me: dict[str, str], catalog: Any, key: dict[str, str]
) -> None:
    cups = [{"product_id": str(catalog.sell().product_id), "quantity": 1} for _ in range(2)]

    for cup in (*cups, cups[0]):
        named = {name: f"{value} {cup}"[:200].replace(" ", "") for name, value in key.items()}
        with counted() as asked:
            answer = await client.post(f"{CART}/items", headers=me | named, json=cup)
        assert answer.status_code == 201
        # Catalog's answer costs it one more (its own tests): four in all, at most.
        assert len(asked) <= 2 + len(key), asked
        key = {name: f"{value}-again" for name, value in key.items()}


async def test_a_guest_is_served_with_as_few(client: AsyncClient, catalog: Any) -> None:
    cup = {"product_id": str(catalog.sell().product_id), "quantity": 1}

    with counted() as first:
        token = (await client.post(f"{CART}/items", json=cup)).headers["x-cart-token"]
    with counted() as second:
        answer = await client.post(f"{CART}/items", json=cup, headers={"x-cart-token": token})

    assert answer.json()["item_count"] == 2
    assert (len(first), len(second)) == (2, 2)


async def test_looking_and_the_snapshot_for_an_order_take_one(
    client: AsyncClient, me: dict[str, str], signed: Any, catalog: Any
) -> None:
    cup = {"product_id": str(catalog.sell().product_id), "quantity": 1}
    await client.post(f"{CART}/items", headers=me, json=cup)

    with counted() as looking:
        await client.get(CART, headers=me)
    with counted() as snapshot:
        answer = await client.post(
            "/internal/carts/snapshot", headers=me | signed.service("orders", "cart")
        )

    assert len(answer.json()["items"]) == 1
    assert (len(looking), len(snapshot)) == (1, 1)
