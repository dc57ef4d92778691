"""Change a cart under its lock, with offers that were read before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from cart.domain import cart as cart_rules
from cart.domain.cart import Cart
from cart.domain.offer import Offers
from cart.domain.owner import Guest, Owner, User
from cart.domain.view import View, view
from cart.usecases.merge_carts import locked_with_brought
from cart.usecases.ports import CartsAtOnce, Tx
from cart.usecases.read_cart import Look
from common.errors import Invalid
from common.events.base import LineV1
from common.ids import new_id

Change = Callable[[Cart, Offers], Cart]


class LookOutdated(Exception):
    """The cart holds what was not in it when the offers were read: look again."""


class CurrencyNotSupported(Invalid):
    """The shop does not sell in this currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A change worked out on a cart as it was seen; `before` is None where there was no row."""

    before: Cart | None
    after: Cart
    view: View


def work_out(owner: Owner, change: Change, *, look: Look) -> Step:
    """Make the change in mind; raise what it raises, `CurrencyNotSupported` or `LookOutdated`."""
    check_currency(look)
    after = change(look.cart or _begun(owner), look.offers)
    if after.currency != look.currency:
        raise LookOutdated
    return Step(before=look.cart, after=after, view=view(after, look.offers))


async def take_step(step: Step, *, carts: CartsAtOnce) -> None:
    """Store the change with one statement; raise `LookOutdated` where the cart has moved."""
    if not await carts.replaced(step.before, step.after):
        raise LookOutdated


async def change_cart(owner: Owner, change: Change, *, look: Look, tx: Tx) -> View:
    """Merge what the owner brought, make the change under the cart's lock.

    Raises what the change raises, `CurrencyNotSupported` or `LookOutdated`.
    """
    check_currency(look)
    stored, merged = await locked_with_brought(owner, look=look, tx=tx)
    if not look.asked.issuperset(item.variant_id for item in merged.cart.items):
        raise LookOutdated
    changed = change(merged.cart, look.offers)
    if changed.currency != look.currency:
        raise LookOutdated
    await tx.carts.save(stored, changed)
    return view(changed, look.offers, reduced=merged.reduced)


def check_currency(look: Look) -> None:
    """Raise `CurrencyNotSupported` unless the shop sells in the currency asked for."""
    supported = look.currencies
    if look.currency not in supported:
        raise CurrencyNotSupported("the shop does not sell in this currency", supported=supported)


async def clear_cart(owner: Owner, *, tx: Tx) -> None:
    """Take everything out, and end what the owner brought; without a row there is nothing in it."""
    if isinstance(owner, User) and owner.brings is not None:
        brought = await tx.carts.locked_by_id(owner.brings)
        await tx.carts.end([] if brought is None else [brought])
    if await tx.carts.of(owner) is not None:
        cart = await tx.carts.locked(owner)
        await tx.carts.save(cart, cart_rules.clear(cart))


async def consume_items(
    cart_id: UUID, item_ids: Sequence[UUID], lines: Sequence[LineV1], *, tx: Tx
) -> None:
    """Take out what was ordered, wherever it is by now; nothing, if the cart is gone."""
    cart = await tx.carts.locked_by_id(cart_id)
    if cart is not None:
        # item_ids and lines are in the same order; a cart has one item per variant.
        pairs = zip(item_ids, lines, strict=True)
        ordered = {item_id: line.quantity for item_id, line in pairs}
        return await tx.carts.save(cart, cart_rules.consume(cart, ordered))
    heir = await tx.carts.heir(cart_id)
    taker = None if heir is None else await tx.carts.locked_by_id(heir)
    if taker is not None:
        of_variants = {line.variant_id: line.quantity for line in lines}
        await tx.carts.save(taker, cart_rules.consume_variants(taker, of_variants))
    return None


def _begun(owner: Owner) -> Cart:
    match owner:
        case User(id=user_id):
            return cart_rules.begun(new_id(), user_id=user_id)
        case Guest(cart_id=cart_id):
            return cart_rules.begun(cart_id)
