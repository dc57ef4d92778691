"""Look at a cart, with today's prices."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from cart.domain.cart import DEFAULT_CURRENCY, Cart
from cart.domain.offer import Offers
from cart.domain.view import View, view
from cart.usecases.ports import Catalog, OpenTx


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A cart as it was a moment ago, and today's offers for what it held; None without a row."""

    cart: Cart | None
    currency: str
    asked: frozenset[UUID]
    offers: Offers


async def look_at(
    user_id: UUID,
    *,
    open_tx: OpenTx,
    catalog: Catalog,
    product_ids: Collection[UUID] = (),
    currency: str | None = None,
) -> Look:
    """Read the cart, then the offers of its items and of further products, in its currency."""
    async with open_tx() as tx:
        cart = await tx.carts.of_user(user_id)
    # The transaction is over: no connection waits while catalog is asked.
    priced_in = currency or (DEFAULT_CURRENCY if cart is None else cart.currency)
    asked = frozenset(item.variant_id for item in cart.items) if cart is not None else frozenset()
    offers = {}
    if asked or product_ids:
        found = await catalog.offers(currency=priced_in, variant_ids=asked, product_ids=product_ids)
        offers = {offer.variant_id: offer for offer in found}
    return Look(cart=cart, currency=priced_in, asked=asked, offers=offers)


async def read_cart(user_id: UUID, *, open_tx: OpenTx, catalog: Catalog) -> View | None:
    """Return the user's cart; None while they have none."""
    look = await look_at(user_id, open_tx=open_tx, catalog=catalog)
    return None if look.cart is None else view(look.cart, look.offers)
