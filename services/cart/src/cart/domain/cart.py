"""A cart: what somebody means to buy. Every change returns a new one, a version further."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from cart.domain.offer import Offer
from common.errors import Conflict, Invalid, NotFound
from common.money import Money

MOST_OF_ONE: Final = 100
MOST_LINES: Final = 50
DEFAULT_CURRENCY: Final = "KES"


class ItemNotFound(NotFound):
    """No such item in this cart."""

    code = "not_found"


class QuantityOutOfRange(Invalid):
    """Fewer or more than may be ordered at once."""


class CartFull(Conflict):
    """The cart has as many lines as a cart may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """So many of one variant; `price_seen` is what it cost when the shopper last chose it."""

    id: UUID
    product_id: UUID
    variant_id: UUID
    quantity: int
    price_seen: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """The aggregate. `version` counts its changes: an order names the one it was made from."""

    id: UUID
    user_id: UUID | None
    version: int
    currency: str
    items: tuple[Item, ...]

    def item(self, item_id: UUID) -> Item:
        """Return one item; raise `ItemNotFound`."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise ItemNotFound("there is no such item in this cart")


def begun(cart_id: UUID, *, user_id: UUID | None = None) -> Cart:
    """Return the cart that somebody starts with; nothing has changed in it yet."""
    return Cart(id=cart_id, user_id=user_id, version=0, currency=DEFAULT_CURRENCY, items=())


def put(cart: Cart, offer: Offer, quantity: int, *, item_id: UUID) -> Cart:
    """Add to what is there; a variant already there keeps its item and gets the sum."""
    there = next((item for item in cart.items if item.variant_id == offer.variant_id), None)
    if there is not None:
        return set_quantity(cart, there.id, there.quantity + quantity, offer)
    if len(cart.items) >= MOST_LINES:
        raise CartFull(f"a cart holds {MOST_LINES} different items at most")
    _check_range(quantity, offer)
    new = Item(
        id=item_id,
        product_id=offer.product_id,
        variant_id=offer.variant_id,
        quantity=quantity,
        price_seen=offer.unit_price,
    )
    return _changed(cart, (*cart.items, new))


def set_quantity(cart: Cart, item_id: UUID, quantity: int, offer: Offer | None) -> Cart:
    """Have exactly so many of an item; None for an offer that no longer stands."""
    chosen = cart.item(item_id)
    if offer is not None:
        _check_range(quantity, offer)
        chosen = replace(chosen, price_seen=offer.unit_price)
    changed = replace(chosen, quantity=quantity)
    return _changed(cart, tuple(changed if item.id == item_id else item for item in cart.items))


def remove(cart: Cart, item_id: UUID) -> Cart:
    """Take an item out; raise `ItemNotFound`."""
    gone = cart.item(item_id)
    return _changed(cart, tuple(item for item in cart.items if item is not gone))


def clear(cart: Cart) -> Cart:
    """Take everything out."""
    return _changed(cart, ()) if cart.items else cart


def price_in(cart: Cart, currency: str) -> Cart:
    """Show and order the cart in another currency; prices seen in the old one are forgotten."""
    if currency == cart.currency:
        return cart
    items = tuple(replace(item, price_seen=None) for item in cart.items)
    return replace(_changed(cart, items), currency=currency)


def consume(cart: Cart, ordered: Mapping[UUID, int]) -> Cart:
    """Take out what was ordered, item id → quantity; what was added since stays."""
    left = tuple(
        replace(item, quantity=remaining)
        for item in cart.items
        if (remaining := item.quantity - ordered.get(item.id, 0)) > 0
    )
    return _changed(cart, left) if left != cart.items else cart


def consume_variants(cart: Cart, ordered: Mapping[UUID, int]) -> Cart:
    """Take out what was ordered of each variant, out of a cart that took the ordered one in."""
    return consume(cart, {item.id: ordered.get(item.variant_id, 0) for item in cart.items})


def most_of(offer: Offer | None) -> int:
    """Return how many of it may be ordered at once."""
    limit = None if offer is None else offer.max_order_quantity
    return min(limit or MOST_OF_ONE, MOST_OF_ONE)


def _changed(cart: Cart, items: tuple[Item, ...]) -> Cart:
    return replace(cart, items=items, version=cart.version + 1)


def _check_range(quantity: int, offer: Offer) -> None:
    least, most = offer.min_order_quantity, most_of(offer)
    if not least <= quantity <= most:
        raise QuantityOutOfRange(
            f"between {least} and {most} of this can be ordered at once",
            minimum=least,
            maximum=most,
        )
