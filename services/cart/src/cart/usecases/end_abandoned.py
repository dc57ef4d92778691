"""Guests' carts that nobody came back for."""

from datetime import timedelta

from cart.domain.cart import Cart
from cart.usecases.ports import OpenTx
from common.clock import utcnow
from common.events.cart import CartAbandoned

CHUNK = 200
"""Carts that one transaction ends, at most."""


async def end_abandoned(*, after: timedelta, open_tx: OpenTx) -> None:
    """End them, a few at a time; report those that held anything."""
    ended = CHUNK
    while ended == CHUNK:
        async with open_tx() as tx:
            carts = await tx.carts.abandoned(after=after, limit=CHUNK)
            await tx.carts.end(carts)
            for cart in carts:
                if cart.items:
                    tx.outbox.add(_abandoned(cart))
        ended = len(carts)


def _abandoned(cart: Cart) -> CartAbandoned:
    return CartAbandoned(
        occurred_at=utcnow(),
        aggregate_id=cart.id,
        aggregate_version=cart.version + 1,
        cart_id=cart.id,
        user_id=None,
    )
