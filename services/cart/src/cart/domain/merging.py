"""A guest signs in: what their cart held goes into the user's own."""

from dataclasses import dataclass, replace
from uuid import UUID

from cart.domain.cart import DEFAULT_CURRENCY, MOST_LINES, Cart, Item, most_of
from cart.domain.offer import Offer, Offers


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The user's cart with the guest's in it; of the `reduced` variants not all fitted."""

    cart: Cart
    reduced: frozenset[UUID] = frozenset()


def currency_of(cart: Cart | None, brought: Cart | None = None) -> str:
    """Return what both are priced in: as the user's own, unless only the guest's holds anything."""
    if brought is not None and brought.items and (cart is None or not cart.items):
        return brought.currency
    return DEFAULT_CURRENCY if cart is None else cart.currency


def merge(cart: Cart, brought: Cart, offers: Offers) -> Merged:
    """Add the quantities up as far as may be ordered; items that are new keep their ids."""
    currency = currency_of(cart, brought)
    items = {item.variant_id: item for item in cart.items}
    reduced = set()
    for item in brought.items:
        own, variant_id = items.get(item.variant_id), item.variant_id
        if own is None and len(items) >= MOST_LINES:
            reduced.add(variant_id)
            continue
        items[variant_id] = both = _both(own, item, offers.get(variant_id), currency)
        if both.quantity < item.quantity + (0 if own is None else own.quantity):
            reduced.add(variant_id)
    together = tuple(sorted(items.values(), key=lambda item: item.id))
    merged = replace(cart, items=together, currency=currency, version=cart.version + 1)
    return Merged(cart=merged, reduced=frozenset(reduced))


def _both(own: Item | None, item: Item, offer: Offer | None, currency: str) -> Item:
    if own is None:
        seen = item.price_seen
        kept = seen if seen is not None and seen.currency == currency else None
        return replace(item, quantity=min(item.quantity, most_of(offer)), price_seen=kept)
    # The user's own quantity stays, even where less may be ordered by now.
    most = max(most_of(offer), own.quantity)
    return replace(own, quantity=min(own.quantity + item.quantity, most))
