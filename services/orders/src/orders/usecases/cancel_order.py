"""Cancel an order: its owner while nothing is paid or undecided, staff until it is shipped."""

from uuid import UUID

from orders.domain.actions import OWNER, Viewer, cancellable
from orders.domain.order import Order
from orders.domain.problems import OrderNotCancellable
from orders.domain.progress import Happening
from orders.domain.states import OrderStatus, Trigger
from orders.usecases.advance_order import advance_order
from orders.usecases.asker import Asker, own
from orders.usecases.ports import Tx


async def cancel_order(order_id: UUID, asker: Asker, *, reason: str | None, tx: Tx) -> Order:
    """Cancel one's own order; one that is cancelled already is returned as it is."""
    order = own(await tx.orders.locked(order_id), asker)
    return await _cancel(order, Trigger.CANCEL, asker.cause, OWNER, reason=reason, tx=tx)


async def cancel_as_staff(order: Order, asker: Asker, *, reason: str | None, tx: Tx) -> Order:
    """Cancel a locked order that is not shipped; all that is net paid is given back."""
    cause = f"staff:{asker.user_id}"
    return await _cancel(order, Trigger.STAFF_CANCEL, cause, asker.viewer, reason=reason, tx=tx)


async def _cancel(
    order: Order, trigger: Trigger, cause: str, viewer: Viewer, *, reason: str | None, tx: Tx
) -> Order:
    # While a payment is undecided the table only asks payments to stop; that answer comes later.
    if order.status is not OrderStatus.CANCELLED and not cancellable(order, trigger):
        detail = f"an order that is {order.status} cannot be cancelled now"
        raise OrderNotCancellable(detail, order, viewer)
    happening = Happening(trigger=trigger, at=await tx.now(), cause=cause, reason=reason)
    return (await advance_order(order, happening, tx=tx)).after
