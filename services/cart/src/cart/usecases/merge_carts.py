"""Take the cart that a guest filled into the cart of the user they turned out to be."""

from cart.domain.cart import Cart
from cart.domain.merging import Merged, merge
from cart.domain.owner import Owner, User
from cart.usecases.ports import Tx
from cart.usecases.read_cart import Look
from common.clock import utcnow
from common.events.cart import CartMerged


async def locked_with_brought(owner: Owner, *, look: Look, tx: Tx) -> tuple[Cart, Merged]:
    """Return the owner's cart under its lock, as it is stored and with what they brought.

    What they brought has ended by then; when another request was quicker, there is nothing left
    of it to take in.
    """
    brought = None if look.brought is None else await tx.carts.locked_by_id(look.brought.id)
    cart = await tx.carts.locked(owner)
    if brought is None or not isinstance(owner, User):
        return cart, Merged(cart=cart)
    merged = merge(cart, brought, look.offers)
    await tx.carts.end([brought], heir=cart.id)
    tx.outbox.add(
        CartMerged(
            occurred_at=utcnow(),
            aggregate_id=cart.id,
            aggregate_version=merged.cart.version,
            cart_id=brought.id,
            user_id=owner.id,
        )
    )
    return cart, merged
