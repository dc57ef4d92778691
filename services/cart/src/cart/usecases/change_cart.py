"""Change a cart under its lock, with offers that were read before."""

from collections.abc import Callable
from uuid import UUID

from cart.domain import cart as cart_rules
from cart.domain.cart import Cart
from cart.domain.offer import Offers
from cart.domain.view import View, view
from cart.usecases.ports import Tx
from cart.usecases.read_cart import Look
from common.errors import Invalid

Change = Callable[[Cart, Offers], Cart]


class LookOutdated(Exception):
    """The cart holds what was not in it when the offers were read: look again."""


class CurrencyNotSupported(Invalid):
    """The shop does not sell in this currency."""


async def change_cart(user_id: UUID, change: Change, *, look: Look, tx: Tx) -> View:
    """Make the change; raise what it raises, or `LookOutdated`."""
    cart = await tx.carts.locked(user_id)
    if not look.asked.issuperset(item.variant_id for item in cart.items):
        raise LookOutdated
    changed = change(cart, look.offers)
    if changed.currency != look.currency:
        raise LookOutdated
    await tx.carts.save(cart, changed)
    return view(changed, look.offers)


async def check_currency(currency: str, *, tx: Tx) -> None:
    """Raise `CurrencyNotSupported` unless the shop sells in it."""
    supported = await tx.shop.currencies()
    if currency not in supported:
        raise CurrencyNotSupported("the shop does not sell in this currency", supported=supported)


async def clear_cart(user_id: UUID, *, tx: Tx) -> None:
    """Take everything out; a user without a cart has nothing in it."""
    if await tx.carts.of_user(user_id) is not None:
        cart = await tx.carts.locked(user_id)
        await tx.carts.save(cart, cart_rules.clear(cart))


async def consume_items(cart_id: UUID, ordered: dict[UUID, int], *, tx: Tx) -> None:
    """Take out what was ordered; a cart that is gone has nothing to take."""
    cart = await tx.carts.locked_by_id(cart_id)
    if cart is not None:
        await tx.carts.save(cart, cart_rules.consume(cart, ordered))
