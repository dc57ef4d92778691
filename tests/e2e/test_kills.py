"""Whatever is killed in the middle of a purchase, it ends as if nothing had happened."""

from collections.abc import AsyncIterator

import pytest
from acceptance.eventually import eventually
from acceptance.shop import ADDRESSES, Json, Person, Shop, unique

from soko.ports import SERVICES

QUANTITY = 2
UNITS = 10

VICTIMS = ["orders-worker", "payments-worker", "catalog-api", "catalog-worker", "rabbitmq"]
EVERYBODY = ["gateway", *(f"{name}-{kind}" for name in SERVICES for kind in ("api", "worker"))]
MORE_VICTIMS = ["orders-api", "payments-api"]


async def _bought(shop: Shop, buyer: Person, product: Json, victim: str) -> Json:
    """Buy while the victim is killed twice: before the order, and before the money."""
    await buyer.insist(
        "POST", "/cart/items", json={"product_id": product["id"], "quantity": QUANTITY}
    )
    await buyer.insist("PATCH", "/cart", json={"currency": "ETB"})
    shop.fleet.kill(victim)
    placed = await buyer.insist("POST", "/orders", json={"shipping_address": ADDRESSES["ETB"]})
    assert placed.status_code == 201, placed.text
    order: Json = placed.json()
    begun = await buyer.insist(
        "POST", f"/orders/{order['id']}/payments", json={"provider": "chapa"}
    )
    assert begun.status_code in {200, 201}, begun.text
    await eventually(_restarted(shop, victim), bool, within=60)
    shop.fleet.kill(victim)
    await shop.decide(begun.json()["reference"], "approve")
    return order | {"payment": begun.json()}


def _restarted(shop: Shop, victim: str):
    async def ready() -> bool:
        return shop.fleet.is_ready(victim)

    return ready


@pytest.fixture(autouse=True)
async def whole_fleet(shop: Shop) -> AsyncIterator[None]:
    """Begin and end with every process ready, so that one test's victim is no other's."""
    await _until_whole(shop)
    yield
    await _until_whole(shop)


async def _until_whole(shop: Shop) -> None:
    async def missing() -> list[str]:
        return [name for name in (*EVERYBODY, "rabbitmq") if not shop.fleet.is_ready(name)]

    await eventually(missing, lambda names: not names, within=90)


@pytest.mark.parametrize("victim", [*VICTIMS, *MORE_VICTIMS])
@pytest.mark.timeout(180)
async def test_a_purchase_survives_a_killed(shop: Shop, victim: str) -> None:
    product = await shop.product(units=UNITS)
    buyer = await shop.open_account(f"{unique('survivor')}@people.example")

    order = await _bought(shop, buyer, product, victim)
    paid = await shop.until_order(buyer, order, "success")

    assert paid["amounts"]["paid"] == order["total"]
    assert [seen["id"] for seen in (await buyer.get("/orders"))["items"]] == [order["id"]]
    await _is_captured_once(shop, buyer, order)
    stock = await eventually(
        lambda: shop.stock(product), lambda seen: seen["on_hand"] == UNITS - QUANTITY, within=60
    )
    assert stock["reserved"] == 0
    await shop.mail(buyer.email, order["number"])


async def _is_captured_once(shop: Shop, buyer: Person, order: Json) -> None:
    payments = (await buyer.get("/payments"))["items"]
    assert [payment["order_id"] for payment in payments] == [order["id"]]
    payment = await buyer.get(f"/payments/{payments[0]['id']}")
    assert payment["captured"] == order["total"]
    succeeded = [one for one in payment["attempts"] if one["status"] == "success"]
    assert len(succeeded) == 1
    book = await shop.book(succeeded[0]["reference"])
    assert (book["captured"], book["refunded"]) == (order["total"]["amount"], 0)
