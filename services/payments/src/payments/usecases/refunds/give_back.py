"""Orders asks for money back: of one attempt, or all that is still there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from common import logs
from common.ids import new_id
from payments.domain.incident import Incident, IncidentKind
from payments.domain.payment import Payment
from payments.domain.refund import RefundReason
from payments.usecases.incidents import open_incident
from payments.usecases.refunds.owed import Holdings
from payments.usecases.refunds.request import request_refund
from payments.usecases.stores import Tx

_WORDS: Final = frozenset({RefundReason.LATE, RefundReason.CANCELLED, RefundReason.STOCK_REFUSED})

log: Final = logs.logger("payments.refunds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What orders wants given back; None for `attempt_id` is all that is net paid."""

    order_id: UUID
    number: str
    attempt_id: UUID | None
    reason: str
    at: datetime


async def give_back(owed: Owed, *, tx: Tx) -> None:
    """Request what is left of the order's money, the newest first.

    What staff have going back already is not asked for twice. An order that was paid and then
    found without stock is an incident beside.
    """
    payment = await tx.payments.of_order(owed.order_id)
    if payment is None:
        log.error("money is to go back that nobody paid here", order_id=str(owed.order_id))
        return
    reason = RefundReason(owed.reason) if owed.reason in _WORDS else RefundReason.CANCELLED
    if reason is RefundReason.STOCK_REFUSED:
        await open_incident(_incident(owed, payment), tx=tx)
    holdings = await Holdings.of(payment.id, tx=tx)
    for attempt, left in holdings.refundable:
        if owed.attempt_id in {None, attempt.id}:
            await request_refund(payment, attempt.id, left, reason, automatic=True, tx=tx)


def _incident(owed: Owed, payment: Payment) -> Incident:
    return Incident(
        id=new_id(),
        kind=IncidentKind.STOCK_REFUSED,
        subject=str(owed.order_id),
        detail=f"order {owed.number} was paid, and its stock is gone; the money goes back",
        created_at=owed.at,
        payment_id=payment.id,
        order_id=owed.order_id,
    )
