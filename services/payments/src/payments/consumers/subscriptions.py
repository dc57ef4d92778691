"""What orders tells us, and what each of it does to a payment."""

from collections.abc import Mapping
from typing import Final

from common.events.base import Event
from common.events.orders import CancelRequested, OrderCancelled, OrderPaid, RefundRequested
from common.ids import new_id
from common.worker import Handler
from payments.domain.incident import Incident, IncidentKind
from payments.domain.payment import OrderNote
from payments.usecases.incidents import open_incident
from payments.usecases.note_order import OrderNews, note_order
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
    """Have a person give the money back."""
    incident = Incident(
        id=new_id(),
        kind=IncidentKind.REFUND_OWED,
        # Two requests for one order are two things to do.
        subject=f"{event.order_id}:{event.aggregate_version}",
        detail=f"{_owed(event)} of order {event.number} is to be given back: {event.reason}",
        created_at=event.occurred_at,
        order_id=event.order_id,
    )
    await open_incident(incident, tx=tx)


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


def _owed(event: RefundRequested) -> str:
    if event.amount is None:
        return "all that was paid"
    return f"{event.amount.amount} {event.amount.currency}, in minor units,"
