"""What orders tells us, and what of it is a hold's business."""

from collections.abc import Mapping
from typing import Final

from catalog.domain.hold import Fact, Line
from catalog.usecases.follow_order import OrderNews, follow_order
from catalog.usecases.ports import Tx
from common.clock import utcnow
from common.events.orders import OrderCancelled, OrderPaid, OrderPlaced

OrderEvent = OrderPlaced | OrderPaid | OrderCancelled

FACTS: Final[Mapping[type[OrderEvent], Fact]] = {
    OrderPlaced: Fact.PLACED,
    OrderPaid: Fact.PAID,
    OrderCancelled: Fact.CANCELLED,
}


async def on_order(event: OrderEvent, tx: Tx) -> None:
    """Confirm, commit or give back what the order holds."""
    news = OrderNews(
        fact=FACTS[type(event)],
        order_id=event.order_id,
        version=event.aggregate_version,
        lines=tuple(Line(line.variant_id, line.product_id, line.quantity) for line in event.lines),
    )
    await follow_order(news, tx=tx, at=utcnow())
