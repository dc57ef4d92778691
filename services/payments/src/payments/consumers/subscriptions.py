"""What orders tells us, and what each of it does to a payment."""

from collections.abc import Mapping
from typing import Final

from common.events.base import Event
from common.events.orders import CancelRequested, OrderCancelled, OrderPaid, RefundRequested
from common.worker import Handler
from payments.domain.payment import OrderNote
from payments.usecases.note_order import OrderNews, note_order
from payments.usecases.refunds.give_back import Owed, give_back
from payments.usecases.stores import Tx


async def on_order_paid(event: OrderPaid, tx: Tx) -> None:
    """Note that the order counts as paid."""
    await note_order(_news(event, OrderNote.PAID), tx=tx)


async def on_order_cancelled(event: OrderCancelled, tx: Tx) -> None:
    """Note that the order is over; money that still arrives is told to orders all the same."""
    await note_order(_news(event, OrderNote.CANCELLED), tx=tx)


async def on_cancel_requested(event: CancelRequested, tx: Tx) -> None:
    """Have what is undecided stopped; how that ends is told to orders."""
    await note_order(_news(event, OrderNote.CANCEL_REQUESTED), tx=tx)


async def on_refund_requested(event: RefundRequested, tx: Tx) -> None:
    """Give back what was collected for an order that will not be delivered."""
    owed = Owed(
        order_id=event.order_id,
        number=event.number,
        attempt_id=event.attempt_id,
        reason=event.reason,
        at=event.occurred_at,
    )
    await give_back(owed, tx=tx)


SUBSCRIPTIONS: Final[Mapping[type[Event], Handler]] = {
    OrderPaid: on_order_paid,
    OrderCancelled: on_order_cancelled,
    CancelRequested: on_cancel_requested,
    RefundRequested: on_refund_requested,
}


def _news(event: OrderPaid | OrderCancelled | CancelRequested, note: OrderNote) -> OrderNews:
    return OrderNews(
        order_id=event.order_id,
        order_version=event.aggregate_version,
        note=note,
        at=event.occurred_at,
    )
