"""The one way an order moves: by a row of the lifecycle table."""

from typing import Final

from common import logs
from orders.domain.actions import Viewer
from orders.domain.order import Order
from orders.domain.problems import IllegalTransition
from orders.domain.progress import Happening, Progress, advance
from orders.domain.saga import follow
from orders.domain.states import Effect, Trigger
from orders.usecases import messages
from orders.usecases.ports import Tx

log: Final = logs.logger("saga")


async def advance_order(order: Order, happening: Happening, *, tx: Tx) -> Progress:
    """Apply the trigger to an order that is locked; what it causes leaves with the commit.

    Where the table has no row, nothing moves and the order's history says so.
    """
    progress = advance(order, happening)
    if progress.after is order:
        await tx.history.add(progress, happening)
    else:
        saga = follow(progress.after, at=happening.at, attempt_lasts=tx.clocks.attempt)
        await tx.orders.save(progress, happening, saga)
    for effect in progress.effects:
        await _cause(effect, progress.after, happening, tx=tx)
    return progress


async def request_step(order: Order, happening: Happening, *, viewer: Viewer, tx: Tx) -> Order:
    """Apply a trigger that somebody asks for; raise `IllegalTransition` where it cannot be."""
    progress = advance(order, happening)
    if progress.step is None:
        raise IllegalTransition(f"an order that is {order.status} cannot do that", order, viewer)
    return (await advance_order(order, happening, tx=tx)).after


async def _cause(effect: Effect, order: Order, happening: Happening, *, tx: Tx) -> None:
    match effect:
        case Effect.MAIL_RECEIPT:
            await tx.letters.receipt(order)
        case Effect.MAIL_CANCELLATION:
            await tx.letters.cancellation(order)
        case Effect.RAISE_ALARM:
            await _raise_alarm(order, happening, tx=tx)
        case _:
            tx.outbox.add(messages.BY_EFFECT[effect](order, happening))


async def _raise_alarm(order: Order, happening: Happening, *, tx: Tx) -> None:
    log.error("an order needs a person", order_id=str(order.id), trigger=happening.trigger.value)
    if happening.trigger is Trigger.WATCHDOG or _is_owed_back(order, happening):
        await tx.sagas.mark_stuck(order.id)


def _is_owed_back(order: Order, happening: Happening) -> bool:
    return happening.trigger is Trigger.REFUND_FAILED and order.refund_pending > 0
