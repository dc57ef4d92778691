"""A cart as its owner sees it: each item with today's offer, and what to know about it."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from cart.domain.cart import Cart, Item
from cart.domain.offer import Offer, Offers
from common.money import Money


class CartWarning(StrEnum):
    """Why an item may not be what the shopper expects."""

    PRICE_CHANGED = "price_changed"
    INSUFFICIENT_STOCK = "insufficient_stock"
    UNAVAILABLE = "unavailable"
    QUANTITY_REDUCED = "quantity_reduced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item and its offer; None when the variant is gone."""

    item: Item
    offer: Offer | None
    warnings: tuple[CartWarning, ...]

    @property
    def unit_price(self) -> Money | None:
        """Today's price; None when it cannot be bought."""
        return None if self.offer is None else self.offer.unit_price

    @property
    def total(self) -> Money | None:
        """Today's price, as often as wanted."""
        return None if self.unit_price is None else self.unit_price.times(self.item.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The whole cart, priced; `noted` is about the cart and not about one of its items."""

    cart: Cart
    lines: tuple[Line, ...]
    noted: frozenset[CartWarning] = frozenset()

    @property
    def subtotal(self) -> Money:
        """The sum of what can be bought."""
        totals = (line.total for line in self.lines if line.total is not None)
        return Money.total(totals, self.cart.currency)

    @property
    def warnings(self) -> tuple[CartWarning, ...]:
        """Each warning there is, once."""
        found = self.noted.union(*(line.warnings for line in self.lines))
        return tuple(warning for warning in CartWarning if warning in found)


def view(cart: Cart, offers: Offers, *, reduced: frozenset[UUID] = frozenset()) -> View:
    """Look at a cart through today's offers; of the `reduced` variants it could not take all."""
    lines = tuple(_line(item, offers, is_reduced=item.variant_id in reduced) for item in cart.items)
    noted = frozenset({CartWarning.QUANTITY_REDUCED} if reduced else ())
    return View(cart=cart, lines=lines, noted=noted)


def _line(item: Item, offers: Offers, *, is_reduced: bool) -> Line:
    offer = offers.get(item.variant_id)
    found = _warnings(item, offer)
    if is_reduced:
        found.append(CartWarning.QUANTITY_REDUCED)
    return Line(item=item, offer=offer, warnings=tuple(found))


def _warnings(item: Item, offer: Offer | None) -> list[CartWarning]:
    if offer is None or not offer.sellable or offer.unit_price is None:
        return [CartWarning.UNAVAILABLE]
    found = []
    if item.price_seen is not None and item.price_seen != offer.unit_price:
        found.append(CartWarning.PRICE_CHANGED)
    if offer.available_quantity < item.quantity:
        found.append(CartWarning.INSUFFICIENT_STOCK)
    return found
