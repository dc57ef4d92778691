from dataclasses import replace
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from cart.domain.cart import MOST_LINES, MOST_OF_ONE, Cart, Item
from cart.domain.merging import currency_of, merge
from cart.domain.offer import Offer
from common.money import Money

OFFER = Offer(
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
_VARIANTS = st.integers(0, 70).map(lambda number: UUID(int=number))
_QUANTITIES = st.dictionaries(_VARIANTS, st.integers(1, MOST_OF_ONE), max_size=MOST_LINES)
_LIMITS = st.dictionaries(_VARIANTS, st.integers(1, 200))


def a_cart(quantities: dict[UUID, int], currency: str = "KES") -> Cart:
    items = tuple(
        Item(
            id=uuid4(),
            product_id=uuid4(),
            variant_id=variant_id,
            quantity=quantity,
            price_seen=Money(1000, currency),
        )
        for variant_id, quantity in quantities.items()
    )
    return Cart(id=uuid4(), user_id=None, version=3, currency=currency, items=items)


@given(own=_QUANTITIES, brought=_QUANTITIES, limits=_LIMITS)
def test_what_fits_goes_in_and_what_does_not_is_named(
    own: dict[UUID, int], brought: dict[UUID, int], limits: dict[UUID, int]
) -> None:
    offers = {
        variant: replace(OFFER, variant_id=variant, max_order_quantity=limit)
        for variant, limit in limits.items()
    }

    merged = merge(a_cart(own), a_cart(brought), offers)

    got = {item.variant_id: item.quantity for item in merged.cart.items}
    assert len(got) == len(merged.cart.items) <= MOST_LINES
    assert own.keys() <= got.keys() <= own.keys() | brought.keys()
    for variant, quantity in got.items():
        wanted = own.get(variant, 0) + brought.get(variant, 0)
        most = max(min(limits.get(variant, MOST_OF_ONE), MOST_OF_ONE), own.get(variant, 0))
        assert quantity == min(wanted, most)
        assert (variant in merged.reduced) == (quantity < wanted)
    assert brought.keys() - got.keys() <= merged.reduced
    assert len(got) == MOST_LINES or brought.keys() <= got.keys()
    assert merged.cart.version == 4


def test_items_that_are_new_keep_their_ids_and_added_ones_the_users() -> None:
    shared, alone = UUID(int=1), UUID(int=2)
    own, brought = a_cart({shared: 1}), a_cart({shared: 2, alone: 3})

    merged = merge(own, brought, {})

    ids = {item.variant_id: item.id for item in merged.cart.items}
    assert ids == {shared: own.items[0].id, alone: brought.items[1].id}


def test_the_currency_is_the_users_unless_only_the_guest_has_anything() -> None:
    full, empty = a_cart({UUID(int=1): 1}), a_cart({})
    guest = a_cart({UUID(int=2): 1}, "ETB")

    assert (currency_of(None), currency_of(None, guest)) == ("KES", "ETB")
    assert (currency_of(empty, guest), currency_of(full, guest)) == ("ETB", "KES")
    merged = merge(full, guest, {})
    assert [item.price_seen for item in merged.cart.items if item.variant_id.int == 2] == [None]
