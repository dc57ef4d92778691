"""What a request costs the database, over all services: counted in PostgreSQL's own log."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from acceptance.fleet import Fleet
from acceptance.shop import ADDRESSES, Json, Person, Shop
from bench import statements

ROUNDS = 6
APIS = ("users-api", "catalog-api", "cart-api", "orders-api", "payments-api")

Request = Callable[[int], Awaitable[object]]


@pytest.fixture
async def product(shop: Shop) -> Json:
    """Something to buy, seen once: what only a first request costs is not counted."""
    product = await shop.product()
    await shop.call("GET", f"/products/{product['slug']}?currency=ETB")
    await shop.call("GET", "/products?limit=20")
    return product


@pytest.fixture
async def buyers(shop: Shop, product: Json) -> list[Person]:
    """People who ordered before."""
    people = [await shop.customer(f"counted-{number}") for number in range(ROUNDS)]
    for buyer in people:
        await shop.order(buyer, product)
    return people


async def asked(fleet: Fleet, request: Request) -> float:
    """How many statements one request costs, over all services."""
    numbers = range(ROUNDS)
    # What else goes on meanwhile, as a connection that is opened, can only add.
    return min([await _counted(fleet, request, half) for half in (numbers[::2], numbers[1::2])])


async def _counted(fleet: Fleet, request: Request, numbers: Sequence[int]) -> float:
    home, port = fleet.settings.home.path, fleet.settings.ports["postgres"]
    async with statements.counted(home, port) as counts:
        for number in numbers:
            await request(number)
    return sum(counts.statements[name] for name in APIS) / len(numbers)


async def test_a_page_of_products_costs_one(fleet: Fleet, shop: Shop, product: Json) -> None:
    async def read(number: int) -> None:
        # An address of its own each time, so that the gateway has no answer to it.
        answer = await shop.call("GET", f"/products?limit=20&price_max={700_000_000 + number}")
        assert answer.json()["items"]

    assert await asked(fleet, read) == 1


async def test_a_product_costs_one(fleet: Fleet, shop: Shop) -> None:
    slugs = [(await shop.product())["slug"] for _ in range(ROUNDS)]

    async def read(number: int) -> None:
        assert (await shop.call("GET", f"/products/{slugs[number]}")).status_code == 200

    assert await asked(fleet, read) == 1


async def test_adding_to_a_cart_costs_at_most_four(
    fleet: Fleet, shop: Shop, product: Json, buyers: list[Person]
) -> None:
    async def add(number: int) -> Any:
        return await shop.fill_cart(buyers[number], product)

    assert 1 <= await asked(fleet, add) <= 4


async def test_an_order_costs_at_most_twelve(
    fleet: Fleet, shop: Shop, product: Json, buyers: list[Person]
) -> None:
    for buyer in buyers:
        await shop.fill_cart(buyer, product)

    async def order(number: int) -> Any:
        return await buyers[number].post("/orders", {"shipping_address": ADDRESSES["KES"]})

    assert 5 <= await asked(fleet, order) <= 12
