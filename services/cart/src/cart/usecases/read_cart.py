"""Look at a cart, with today's prices."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from cart.domain.cart import Cart
from cart.domain.merging import currency_of
from cart.domain.offer import Offers
from cart.domain.owner import Owner
from cart.domain.view import View, view
from cart.usecases.ports import CartsAtOnce, Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A cart as it was a moment ago, and today's offers for what it held; None without a row.

    `brought` is the guest's cart that is to be merged into it, if that holds anything.
    """

    cart: Cart | None
    brought: Cart | None
    currency: str
    currencies: tuple[str, ...]
    """Those that the shop sells in."""
    asked: frozenset[UUID]
    offers: Offers

    def view(self) -> View | None:
        """Show the cart as it was; None while there is no row."""
        return None if self.cart is None else view(self.cart, self.offers)


async def look_at(
    owner: Owner,
    *,
    carts: CartsAtOnce,
    catalog: Catalog,
    product_ids: Collection[UUID] = (),
    currency: str | None = None,
) -> Look:
    """Read the cart, then the offers of its items and of further products, in its currency."""
    seen = await carts.seen(owner)
    cart, brought = seen.cart, seen.brought
    priced_in = currency or currency_of(cart, brought)
    asked = frozenset(
        item.variant_id for one in (cart, brought) if one is not None for item in one.items
    )
    offers = {}
    if asked or product_ids:
        found = await catalog.offers(currency=priced_in, variant_ids=asked, product_ids=product_ids)
        offers = {offer.variant_id: offer for offer in found}
    return Look(
        cart=cart,
        brought=brought,
        currency=priced_in,
        currencies=seen.currencies,
        asked=asked,
        offers=offers,
    )
