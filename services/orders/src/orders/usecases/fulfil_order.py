"""Send the goods, and note that they arrived."""

from orders.domain.lifecycle import find
from orders.domain.order import Order, Shipment
from orders.domain.problems import StockNotCommitted
from orders.domain.progress import Happening
from orders.domain.states import Circumstances, OrderStatus, Trigger
from orders.usecases.advance_order import request_step
from orders.usecases.asker import Asker
from orders.usecases.ports import Tx


async def ship_order(order: Order, shipment: Shipment, asker: Asker, *, tx: Tx) -> Order:
    """Hand a locked order's goods to a carrier; raise `StockNotCommitted` before they may go."""
    ready = Circumstances(ready_to_ship=order.stock_committed and order.is_settled)
    if order.status is OrderStatus.SUCCESS and find(order.status, Trigger.SHIP, ready) is None:
        raise StockNotCommitted("its stock or its money is not certain yet", order, asker.viewer)
    happening = Happening(
        trigger=Trigger.SHIP,
        at=await tx.now(),
        cause=f"staff:{asker.user_id}",
        reason=shipment.tracking_number,
        shipment=shipment,
    )
    return await request_step(order, happening, viewer=asker.viewer, tx=tx)


async def deliver_order(order: Order, asker: Asker, *, tx: Tx) -> Order:
    """Note that a locked order's goods arrived."""
    happening = Happening(
        trigger=Trigger.DELIVER, at=await tx.now(), cause=f"staff:{asker.user_id}"
    )
    return await request_step(order, happening, viewer=asker.viewer, tx=tx)
