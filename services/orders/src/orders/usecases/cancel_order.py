"""Cancel an order: its owner until it is paid, staff until it is shipped.

While a payment is undecided the cancellation is only asked for: payments stops what it can, and
what becomes of the order is known once it has told us.
"""

from uuid import UUID

from orders.domain.actions import OWNER, Viewer
from orders.domain.lifecycle import find
from orders.domain.order import Order
from orders.domain.problems import OrderNotCancellable
from orders.domain.progress import Happening
from orders.domain.states import Circumstances, Trigger
from orders.usecases.advance_order import advance_order
from orders.usecases.asker import Asker, own
from orders.usecases.ports import Tx


async def cancel_order(order_id: UUID, asker: Asker, *, reason: str | None, tx: Tx) -> Order:
    """Cancel one's own order, or ask for it; doing so again changes nothing."""
    order = own(await tx.orders.locked(order_id), asker)
    return await _cancel(order, Trigger.CANCEL, asker.cause, OWNER, reason=reason, tx=tx)


async def cancel_as_staff(order: Order, asker: Asker, *, reason: str | None, tx: Tx) -> Order:
    """Cancel a locked order that is not shipped; all that is net paid is given back."""
    cause = f"staff:{asker.user_id}"
    return await _cancel(order, Trigger.STAFF_CANCEL, cause, asker.viewer, reason=reason, tx=tx)


async def _cancel(
    order: Order, trigger: Trigger, cause: str, viewer: Viewer, *, reason: str | None, tx: Tx
) -> Order:
    if find(order.status, trigger, Circumstances(cancel_asked=order.cancel_asked)) is None:
        detail = f"an order that is {order.status} cannot be cancelled"
        raise OrderNotCancellable(detail, order, viewer)
    happening = Happening(trigger=trigger, at=await tx.now(), cause=cause, reason=reason)
    return (await advance_order(order, happening, tx=tx)).after
