from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart.domain.cart import (
    MOST_LINES,
    Cart,
    CartFull,
    ItemNotFound,
    QuantityOutOfRange,
    clear,
    consume,
    price_in,
    put,
    remove,
    set_quantity,
)
from cart.domain.offer import Offer, ProductNotFound, VariantRequired, chosen
from cart.domain.view import CartWarning, view
from common.money import Money

EMPTY = Cart(id=uuid4(), user_id=uuid4(), version=0, currency="KES", items=())


def an_offer(**changes: object) -> Offer:
    mug = Offer(
        product_id=uuid4(),
        variant_id=uuid4(),
        sku="MUG-1",
        slug="mug",
        name="Mug",
        options={},
        image_url=None,
        unit_price=Money(1250, "KES"),
        available_quantity=10,
        min_order_quantity=1,
        max_order_quantity=None,
        tax_class="standard",
        sellable=True,
    )
    return replace(mug, **changes)  # type: ignore[arg-type]


def test_putting_the_same_variant_twice_adds_up_in_one_item() -> None:
    mug = an_offer()
    once = put(EMPTY, mug, 2, item_id=uuid4())
    twice = put(once, mug, 3, item_id=uuid4())

    [item] = twice.items
    assert (item.id, item.quantity, twice.version) == (once.items[0].id, 5, 2)


@pytest.mark.parametrize(
    ("changes", "quantity"),
    [({}, 101), ({"max_order_quantity": 3}, 4), ({"min_order_quantity": 2}, 1)],
)
def test_a_quantity_outside_what_may_be_ordered_is_refused(
    changes: dict[str, int], quantity: int
) -> None:
    with pytest.raises(QuantityOutOfRange):
        put(EMPTY, an_offer(**changes), quantity, item_id=uuid4())


def test_the_limit_counts_what_is_there_already() -> None:
    mug = an_offer(max_order_quantity=3)
    held = put(EMPTY, mug, 2, item_id=uuid4())

    with pytest.raises(QuantityOutOfRange):
        put(held, mug, 2, item_id=uuid4())


def test_a_cart_has_a_most_number_of_lines() -> None:
    full = EMPTY
    for _ in range(MOST_LINES):
        full = put(full, an_offer(), 1, item_id=uuid4())

    with pytest.raises(CartFull):
        put(full, an_offer(), 1, item_id=uuid4())


def test_only_what_is_in_the_cart_can_be_changed_or_removed() -> None:
    with pytest.raises(ItemNotFound):
        set_quantity(EMPTY, uuid4(), 1, None)
    with pytest.raises(ItemNotFound):
        remove(EMPTY, uuid4())


@given(held=st.integers(1, 100), ordered=st.integers(1, 100))
def test_an_order_takes_out_exactly_what_it_ordered(held: int, ordered: int) -> None:
    cart = put(EMPTY, an_offer(), held, item_id=uuid4())

    left = consume(cart, {cart.items[0].id: ordered})

    assert sum(item.quantity for item in left.items) == max(held - ordered, 0)
    assert left.version == cart.version + 1


def test_an_order_of_items_that_are_gone_changes_nothing() -> None:
    cart = put(EMPTY, an_offer(), 1, item_id=uuid4())
    assert consume(cart, {uuid4(): 1}) is cart
    assert clear(EMPTY) is EMPTY


def test_a_price_that_moved_is_pointed_out_until_the_item_is_chosen_again() -> None:
    mug = an_offer()
    cart = put(EMPTY, mug, 1, item_id=uuid4())
    dearer = replace(mug, unit_price=Money(1300, "KES"))

    moved = view(cart, {mug.variant_id: dearer})
    again = set_quantity(cart, cart.items[0].id, 1, dearer)

    assert moved.warnings == (CartWarning.PRICE_CHANGED,)
    assert moved.subtotal == Money(1300, "KES")
    assert view(again, {mug.variant_id: dearer}).warnings == ()


def test_what_cannot_be_bought_is_not_in_the_subtotal() -> None:
    mug = an_offer()
    cart = put(EMPTY, mug, 2, item_id=uuid4())

    gone = view(cart, {})
    short = view(cart, {mug.variant_id: replace(mug, available_quantity=1)})

    assert (gone.warnings, gone.subtotal.amount) == ((CartWarning.UNAVAILABLE,), 0)
    assert (short.warnings, short.subtotal.amount) == ((CartWarning.INSUFFICIENT_STOCK,), 2500)


def test_another_currency_forgets_prices_seen_in_the_old_one() -> None:
    cart = put(EMPTY, an_offer(), 1, item_id=uuid4())
    priced = price_in(cart, "USD")

    assert (priced.currency, priced.items[0].price_seen) == ("USD", None)
    assert price_in(priced, "USD") is priced


def test_the_variant_may_be_left_out_only_where_there_is_one() -> None:
    product = uuid4()
    small, large = an_offer(product_id=product), an_offer(product_id=product)

    assert chosen([small], product, None) == small
    assert chosen([small, large], product, large.variant_id) == large
    with pytest.raises(VariantRequired):
        chosen([small, large], product, None)
    with pytest.raises(ProductNotFound):
        chosen([small], product, uuid4())
    with pytest.raises(ProductNotFound):
        chosen([replace(small, sellable=False)], product, None)
