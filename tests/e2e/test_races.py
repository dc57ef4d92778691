"""Many at once: one order for one key, and never more sold than there is."""

import asyncio
from collections import Counter

import pytest
from acceptance.eventually import eventually
from acceptance.shop import ADDRESSES, Person, Shop, in_groups, key

BUYERS = 200
UNITS = 50


async def test_twenty_equal_orders_at_once_are_one(shop: Shop) -> None:
    product = await shop.product(units=100)
    buyer = await shop.customer("twenty")
    await shop.fill_cart(buyer, product)
    same = {"idempotency-key": "the-same"}
    body = {"shipping_address": ADDRESSES["KES"]}

    async def order() -> bytes:
        async def ask() -> object:
            return await buyer.call("POST", "/orders", json=body, headers=same)

        answer = await eventually(ask, lambda seen: "idempotency_key_in_use" not in seen.text)
        assert answer.status_code == 201, answer.text
        return answer.content

    answers = await asyncio.gather(*(order() for _ in range(20)))

    assert len(set(answers)) == 1
    assert len((await buyer.get("/orders"))["items"]) == 1
    assert (await shop.stock(product))["reserved"] == 1


@pytest.mark.timeout(240)
async def test_two_hundred_buyers_of_fifty_units_hold_exactly_fifty(shop: Shop) -> None:
    product = await shop.product(units=UNITS)
    buyers: list[Person] = await in_groups(
        4, [shop.open_account(f"crowd-{number}@people.example") for number in range(BUYERS)]
    )
    await in_groups(8, [shop.fill_cart(buyer, product) for buyer in buyers])

    async def buy(buyer: Person) -> tuple[int, str]:
        body = {"shipping_address": ADDRESSES["KES"]}
        answer = await buyer.call("POST", "/orders", json=body, headers=key())
        return answer.status_code, answer.json().get("code", "")

    outcomes = Counter(await asyncio.gather(*(buy(buyer) for buyer in buyers)))

    assert outcomes == {(201, ""): UNITS, (409, "insufficient_stock"): BUYERS - UNITS}
    stock = await shop.stock(product)
    assert (stock["on_hand"], stock["reserved"], stock["available"]) == (UNITS, UNITS, 0)
