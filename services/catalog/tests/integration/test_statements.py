"""How often a request asks the database; what counts is said in `common.testing.statements`."""

from typing import Any
from uuid import uuid4

import pytest

from common.testing.statements import asked


@pytest.fixture
async def goods(shop: Any) -> list[dict[str, Any]]:
    prices = [shop.money(1000), shop.money(9, "USD")]
    return [await shop.product(name, prices=prices) for name in ("Spade", "Kettle", "Mug")]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"limit": "2", "sort": "price", "category": "category-1", "in_stock": "true"},
        {"q": "spade", "currency": "USD", "price_min": "1", "featured": "false"},
    ],
)
@pytest.mark.usefixtures("goods")
async def test_a_page_of_products_takes_one(shop: Any, query: dict[str, str]) -> None:
    with asked() as statements:
        page = await shop.get("/products", **query)
    with asked() as counted:
        await shop.get("/products", include="total", **query)

    assert page.status_code == 200
    assert len(statements) == 1, statements
    assert len(counted) == 2, counted


@pytest.mark.usefixtures("goods")
async def test_the_next_page_takes_one(shop: Any) -> None:
    first = (await shop.get("/products", limit="2")).json()

    with asked() as statements:
        await shop.get("/products", limit="2", cursor=first["next_cursor"])

    assert len(statements) == 1, statements


async def test_a_product_takes_one_by_slug_and_by_id(shop: Any, goods: Any) -> None:
    spade = goods[0]

    for name in (spade["slug"], spade["id"]):
        with asked() as statements:
            answer = await shop.get(f"/products/{name}", currency="USD")
        assert answer.json()["id"] == spade["id"]
        assert len(statements) == 1, statements


async def test_a_cart_asks_with_one(shop: Any, goods: Any, signed: Any) -> None:
    question = {"currency": "KES", "product_ids": [one["id"] for one in goods]}

    with asked() as statements:
        answer = await shop.http.post(
            "/internal/variants/lookup", json=question, headers=signed.service("cart", "catalog")
        )

    assert len(answer.json()["items"]) == len(goods)
    assert len(statements) == 1, statements


async def test_holding_for_an_order_takes_one_and_telling_of_it_another(shop: Any) -> None:
    kettle, mug = [await shop.product(name, initial_stock=5) for name in ("Kettle", "Mug")]

    with asked() as statements:
        answer = await shop.hold(uuid4(), (kettle, 2), (mug, 1))

    assert answer.status_code == 200
    assert len(statements) == 2, statements
