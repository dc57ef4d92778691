"""Remember what orders says about an order, so that nothing it asks for is dropped."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from common.ids import new_id
from payments.domain.incident import Incident, IncidentKind
from payments.domain.payment import OrderNote, Payment, status_of
from payments.usecases.incidents import open_incident
from payments.usecases.stores import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNews:
    """One fact about an order; `ask` is what a person must do, until payments does it itself."""

    order_id: UUID
    order_version: int
    note: OrderNote
    at: datetime
    ask: IncidentKind | None = None
    detail: str = ""


async def note_order(news: OrderNews, *, tx: Tx) -> None:
    """Note the fact on the order's payment; older news changes nothing."""
    payment = await tx.payments.of_order(news.order_id)
    if payment is not None and news.order_version > payment.order_version:
        noted = replace(
            payment,
            order_note=news.note,
            order_version=news.order_version,
            version=payment.version + 1,
            updated_at=news.at,
        )
        status = status_of(noted, await tx.attempts.of(payment.id))
        await tx.payments.save(replace(noted, status=status))
    if news.ask is not None:
        await open_incident(_incident(news, news.ask, payment), tx=tx)


def _incident(news: OrderNews, ask: IncidentKind, payment: Payment | None) -> Incident:
    return Incident(
        id=new_id(),
        kind=ask,
        # Two requests for one order are two things to do.
        subject=f"{news.order_id}:{news.order_version}",
        detail=news.detail,
        created_at=news.at,
        payment_id=None if payment is None else payment.id,
        order_id=news.order_id,
    )
