import asyncio
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from common.money import Money

CART = "/api/v1/cart"


async def test_a_cart_that_nobody_filled_is_empty_and_has_no_id(
    client: AsyncClient, me: dict[str, str]
) -> None:
    answer = await client.get(CART, headers=me)

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.json() == {
        "id": None,
        "version": 0,
        "currency": "KES",
        "items": [],
        "item_count": 0,
        "subtotal": {"amount": 0, "currency": "KES"},
        "coupon": None,
        "warnings": [],
    }


async def test_what_is_put_in_is_there_with_its_price(
    client: AsyncClient, me: dict[str, str], catalog: Any
) -> None:
    mug = catalog.sell()

    put = await client.post(
        f"{CART}/items", headers=me, json={"product_id": str(mug.product_id), "quantity": 2}
    )
    read = await client.get(CART, headers=me)

    assert put.status_code == 201
    assert put.json() == read.json()
    [item] = read.json()["items"]
    assert item["variant_id"] == str(mug.variant_id)
    assert item["line_total"] == {"amount": 2500, "currency": "KES"}
    assert read.json()["subtotal"] == {"amount": 2500, "currency": "KES"}


async def test_more_than_is_in_stock_is_taken_with_a_warning(
    client: AsyncClient, me: dict[str, str], catalog: Any
) -> None:
    mug = catalog.sell(available_quantity=1)

    answer = await client.post(
        f"{CART}/items", headers=me, json={"product_id": str(mug.product_id), "quantity": 2}
    )

    assert answer.status_code == 201
    assert answer.json()["warnings"] == ["insufficient_stock"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"quantity": 101}, 422, "validation_failed"),
        ({"quantity": 0}, 422, "validation_failed"),
        ({"quantity": "2"}, 422, "validation_failed"),
        ({"quantity": True}, 422, "validation_failed"),
        ({"quantity": 6}, 422, "quantity_out_of_range"),
        ({"quantity": 1, "unit_price": 1}, 422, "validation_failed"),
        ({"quantity": 1, "product_id": str(uuid4())}, 404, "not_found"),
        ({"quantity": 1, "variant_id": str(uuid4())}, 404, "not_found"),
    ],
)
async def test_what_cannot_be_put_in_is_refused_and_changes_nothing(
    *,
    client: AsyncClient,
    me: dict[str, str],
    catalog: Any,
    body: dict[str, object],
    status: int,
    code: str,
) -> None:
    mug = catalog.sell(max_order_quantity=5)

    answer = await client.post(
        f"{CART}/items", headers=me, json={"product_id": str(mug.product_id), **body}
    )

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await client.get(CART, headers=me)).json()["version"] == 0


async def test_one_key_puts_in_once(client: AsyncClient, me: dict[str, str], catalog: Any) -> None:
    mug = catalog.sell()
    body = {"product_id": str(mug.product_id), "quantity": 1}
    headers = {**me, "idempotency-key": "one"}

    answers = await asyncio.gather(
        *(client.post(f"{CART}/items", headers=headers, json=body) for _ in range(5))
    )
    other = await client.post(f"{CART}/items", headers=headers, json={**body, "quantity": 2})

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert sum("idempotent-replayed" in answer.headers for answer in answers) == 4
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (await client.get(CART, headers=me)).json()["item_count"] == 1


async def test_twenty_additions_at_once_all_count(
    client: AsyncClient, me: dict[str, str], catalog: Any
) -> None:
    mugs = [catalog.sell(available_quantity=100) for _ in range(4)]

    answers = await asyncio.gather(
        *(
            client.post(
                f"{CART}/items",
                headers=me,
                json={"product_id": str(mugs[number % 4].product_id), "quantity": 1},
            )
            for number in range(20)
        )
    )

    taken = sum(answer.status_code == 201 for answer in answers)
    assert {answer.status_code for answer in answers} <= {201, 503}
    assert (await client.get(CART, headers=me)).json()["item_count"] == taken
    assert taken > 0


async def test_items_are_changed_removed_and_cleared(
    client: AsyncClient, me: dict[str, str], catalog: Any
) -> None:
    for mug in (catalog.sell(), catalog.sell()):
        answer = await client.post(
            f"{CART}/items", headers=me, json={"product_id": str(mug.product_id), "quantity": 1}
        )
    first, second = answer.json()["items"]

    changed = await client.patch(f"{CART}/items/{first['id']}", headers=me, json={"quantity": 4})
    removed = await client.delete(f"{CART}/items/{second['id']}", headers=me)
    gone = await client.delete(f"{CART}/items/{second['id']}", headers=me)
    cleared = await client.delete(CART, headers=me)

    assert changed.json()["item_count"] == 5
    assert removed.json()["item_count"] == 4
    assert gone.status_code == 404
    assert cleared.status_code == 204
    assert (await client.get(CART, headers=me)).json()["items"] == []


async def test_a_cart_is_priced_in_another_currency_of_the_shop(
    client: AsyncClient, me: dict[str, str], catalog: Any
) -> None:
    mug = catalog.sell()
    await client.post(
        f"{CART}/items", headers=me, json={"product_id": str(mug.product_id), "quantity": 1}
    )
    catalog.shelf[mug.variant_id] = replace(mug, unit_price=Money(10, "USD"))

    priced = await client.patch(CART, headers=me, json={"currency": "USD"})
    foreign = await client.patch(CART, headers=me, json={"currency": "CHF"})

    assert priced.json()["subtotal"] == {"amount": 10, "currency": "USD"}
    assert (foreign.status_code, foreign.json()["code"]) == (422, "currency_not_supported")
    assert "KES" in foreign.json()["supported"]


async def test_nobody_sees_another_users_cart(
    client: AsyncClient, me: dict[str, str], signed: Any, catalog: Any
) -> None:
    mug = catalog.sell()
    answer = await client.post(
        f"{CART}/items", headers=me, json={"product_id": str(mug.product_id), "quantity": 1}
    )
    item_id = answer.json()["items"][0]["id"]
    stranger = signed.bearer(uuid4())

    assert (await client.get(CART, headers=stranger)).json()["items"] == []
    assert (await client.delete(f"{CART}/items/{item_id}", headers=stranger)).status_code == 404


async def test_without_catalog_the_cart_says_to_try_again(
    client: AsyncClient, me: dict[str, str], catalog: Any
) -> None:
    mug = catalog.sell()
    await client.post(
        f"{CART}/items", headers=me, json={"product_id": str(mug.product_id), "quantity": 1}
    )
    catalog.is_down = True

    answer = await client.get(CART, headers=me)

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "1"


async def test_only_orders_reads_the_snapshot(
    client: AsyncClient, me: dict[str, str], signed: Any, catalog: Any
) -> None:
    mug = catalog.sell()
    await client.post(
        f"{CART}/items", headers=me, json={"product_id": str(mug.product_id), "quantity": 3}
    )
    path, orders = "/internal/carts/snapshot", signed.service("orders", "cart")

    snapshot = await client.post(path, headers=me | orders)

    assert snapshot.json()["version"] == 1
    assert snapshot.json()["items"][0]["tax_class"] == "standard"
    for headers in ({}, me, signed.service("payments", "cart"), signed.service("orders", "users")):
        assert (await client.post(path, headers=headers)).status_code == 401
