from typing import Any
from uuid import UUID

import pytest

from common.errors import Conflict, NotFound, Unauthenticated, Unavailable
from common.ids import new_id
from common.money import Money
from orders.adapters.offers import HttpOffers
from orders.adapters.peers import HttpCarts, HttpCustomers, HttpHolds
from orders.domain.basket import InsufficientStock, UnknownVariants
from orders.domain.problems import UnknownAddress
from orders.usecases.offers import Wanted
from orders.usecases.shopper import Shopper

SHOPPER = Shopper(user_id=new_id(), authorization="Bearer one", cart_token="two")


class FakePeer:
    """Answers with one document, or raises one problem; remembers what it was asked."""

    def __init__(self, answer: Any = None) -> None:
        self.answer = answer
        self.asked: list[tuple[Any, ...]] = []

    async def ask(self, method: str, path: str, **body: Any) -> Any:
        self.asked.append((method, path, body))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def conflict(code: str, **members: Any) -> Conflict:
    problem = Conflict("no", **members)
    problem.code = code  # type: ignore[misc]
    return problem


CONTACT = {
    "user_id": str(new_id()),
    "email": "asha@soko.example",
    "email_confirmed": True,
    "full_name": None,
    "phone_number": None,
    "locale": "sw",
    "address": {
        "id": str(new_id()),
        "is_default": True,
        "full_name": "Asha",
        "phone_number": "+254712345678",
        "line1": "1 Moi Avenue",
        "line2": None,
        "city": "Nairobi",
        "region": None,
        "postal_code": None,
        "country": "KE",
    },
}


async def test_a_cart_is_read_as_it_stands() -> None:
    item = {
        "id": str(new_id()),
        "product_id": str(new_id()),
        "variant_id": str(new_id()),
        "sku": "S",
        "slug": "s",
        "name": "S",
        "options": {"size": "M"},
        "image_url": None,
        "quantity": 2,
        "unit_price": {"amount": 100, "currency": "KES"},
        "tax_class": "standard",
        "available_quantity": 5,
        "sellable": True,
    }
    gone = {**item, "unit_price": None, "sellable": False}
    document = {"cart_id": str(new_id()), "version": 3, "currency": "KES", "items": [item, gone]}
    peer: Any = FakePeer(document)

    basket = await HttpCarts(peer).basket(SHOPPER)

    assert (str(basket.cart_id), basket.version) == (document["cart_id"], 3)
    assert [one.unit_price for one in basket.items] == [Money(100, "KES"), None]
    assert [one.is_for_sale for one in basket.items] == [True, False]


async def test_the_cart_hears_who_asks_and_decides_whose_it_is() -> None:
    peer: Any = FakePeer({"cart_id": None, "version": 0, "currency": "KES", "items": []})

    await HttpCarts(peer).basket(SHOPPER)
    await HttpCarts(peer).basket(Shopper(cart_token="three"))

    path = "/internal/carts/snapshot"
    assert peer.asked == [
        ("POST", path, {"headers": {"authorization": "Bearer one", "x-cart-token": "two"}}),
        ("POST", path, {"headers": {"x-cart-token": "three"}}),
    ]
    assert "two" not in repr(SHOPPER)


SOLD: dict[str, Any] = {
    "product_id": str(new_id()),
    "variant_id": str(new_id()),
    "sku": "S",
    "slug": "s",
    "name": "S",
    "options": {},
    "image_url": None,
    "unit_price": {"amount": 100, "currency": "KES"},
    "tax_class": "standard",
    "available_quantity": 5,
    "min_order_quantity": 1,
    "max_order_quantity": None,
    "sellable": True,
}


async def test_what_staff_name_is_priced_by_the_catalog() -> None:
    peer: Any = FakePeer({"items": [SOLD]})
    wanted = [Wanted(variant_id=UUID(SOLD["variant_id"]), quantity=3)]

    basket = await HttpOffers(peer).cart_of(wanted, "KES").basket(SHOPPER)

    [item] = basket.items
    assert (item.quantity, item.unit_price, item.sku) == (3, Money(100, "KES"), "S")
    assert basket.cart_id is not None
    question = {"currency": "KES", "variant_ids": [SOLD["variant_id"]]}
    assert peer.asked == [("POST", "/internal/variants/lookup", {"json": question})]


async def test_what_the_catalog_does_not_know_is_named_by_its_place() -> None:
    peer: Any = FakePeer({"items": [SOLD]})
    known, unknown = (
        Wanted(variant_id=variant, quantity=1) for variant in (UUID(SOLD["variant_id"]), new_id())
    )

    with pytest.raises(UnknownVariants) as refused:
        await HttpOffers(peer).cart_of([known, unknown], "KES").basket(SHOPPER)

    assert [error.pointer for error in refused.value.errors] == ["#/items/1/variant_id"]
    lost: Any = FakePeer(NotFound("no"))
    with pytest.raises(Unavailable):
        await HttpOffers(lost).cart_of([known], "KES").basket(SHOPPER)


async def test_no_cart_is_an_empty_basket() -> None:
    peer: Any = FakePeer({"cart_id": None, "version": 0, "currency": "KES", "items": []})

    assert (await HttpCarts(peer).basket(SHOPPER)).cart_id is None


async def test_a_customer_is_read_with_the_address_that_was_asked_for() -> None:
    peer: Any = FakePeer(CONTACT)
    address_id = new_id()

    found = await HttpCustomers(peer).customer(new_id(), address_id=address_id)

    assert found.address is not None
    assert (found.contact.locale, found.address.city) == ("sw", "Nairobi")
    assert peer.asked[0][2] == {"params": {"address_id": str(address_id)}}


async def test_who_names_no_address_and_is_unknown_has_no_account_any_more() -> None:
    peer: Any = FakePeer(NotFound("no"))

    with pytest.raises(UnknownAddress):
        await HttpCustomers(peer).customer(new_id(), address_id=new_id())
    with pytest.raises(Unauthenticated):
        await HttpCustomers(peer).customer(new_id(), address_id=None)


async def test_what_is_short_is_passed_on(make_order: Any) -> None:
    items = [{"variant_id": "v", "requested": 2, "available": 1}]
    peer: Any = FakePeer(conflict("insufficient_stock", items=items))

    with pytest.raises(InsufficientStock) as refused:
        await HttpHolds(peer).hold(new_id(), make_order().lines)

    assert refused.value.members["items"] == items


@pytest.mark.parametrize("refusal", [conflict("hold_closed"), Unauthenticated("no key")])
async def test_what_a_service_says_to_us_is_not_an_answer_to_the_customer(
    refusal: Exception, make_order: Any
) -> None:
    peer: Any = FakePeer(refusal)

    with pytest.raises(Unavailable):
        await HttpHolds(peer).hold(new_id(), make_order().lines)
    with pytest.raises(Unavailable):
        await HttpHolds(peer).release(new_id())
    with pytest.raises(Unavailable):
        await HttpCarts(peer).basket(SHOPPER)
    with pytest.raises(Unavailable):
        await HttpCustomers(peer).customer(new_id(), address_id=new_id())
