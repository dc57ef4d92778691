"""Orders asks for money back: of one attempt, or all that is still there."""

from typing import Final
from uuid import UUID

from common import logs
from payments.domain.payment import Payment
from payments.domain.refund import RefundReason
from payments.usecases.refunds.owed import Holdings
from payments.usecases.refunds.request import request_refund
from payments.usecases.stores import Tx

_WORDS: Final = frozenset({RefundReason.LATE, RefundReason.CANCELLED, RefundReason.STOCK_REFUSED})

log: Final = logs.logger("payments.refunds")


async def give_back(payment: Payment, attempt_id: UUID | None, reason: str, *, tx: Tx) -> int:
    """Request what is left of the order's money; the payment is locked. Returns how many refunds.

    What staff have going back already is not asked for twice.
    """
    holdings = await Holdings.of(payment.id, tx=tx)
    made = 0
    for attempt, left in holdings.refundable:
        if attempt_id in {None, attempt.id}:
            refund = await request_refund(
                payment, attempt.id, left, _word(reason), automatic=True, tx=tx
            )
            made += refund is not None
    if made == 0:
        log.info("nothing is left to be given back", order_id=str(payment.order_id))
    return made


def _word(reason: str) -> RefundReason:
    return RefundReason(reason) if reason in _WORDS else RefundReason.CANCELLED
