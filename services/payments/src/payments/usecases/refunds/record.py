"""Write down what became of a refund: its rows, its journal, and the fact for orders."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from common import logs
from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundStatus
from payments.domain.refund_course import Verdict
from payments.usecases import messages
from payments.usecases.stores import Tx

log: Final = logs.logger("payments.refunds")


async def record(
    verdict: Verdict,
    payment: Payment,
    *,
    before: Refund,
    at: datetime,
    tx: Tx,
    actor_id: UUID | None = None,
) -> None:
    """Store everything the verdict says. The payment is locked by the caller."""
    after = verdict.refund
    await tx.refunds.save(after)
    if (after.status, after.detail) != (before.status, before.detail):
        await tx.refunds.note(after, actor_id=actor_id)
        _tell_staff(after)
    if verdict.successor is not None:
        await tx.refunds.add(verdict.successor)
        await tx.refunds.note(verdict.successor, actor_id=actor_id)
    if after.counted and _is_news(verdict, before):
        await _tell_orders(verdict, payment, at, tx)


def _is_news(verdict: Verdict, before: Refund) -> bool:
    succeeded = verdict.refund.status is RefundStatus.SUCCEEDED
    return verdict.given_up or (succeeded and before.status is not RefundStatus.SUCCEEDED)


async def _tell_orders(verdict: Verdict, payment: Payment, at: datetime, tx: Tx) -> None:
    moved = replace(payment, version=payment.version + 1, updated_at=at)
    await tx.payments.save(moved)
    spelled = messages.refund_failed if verdict.given_up else messages.refund_succeeded
    tx.outbox.add(spelled(moved, verdict.refund, at=at))


def _tell_staff(refund: Refund) -> None:
    if refund.status is RefundStatus.NEEDS_ATTENTION:
        log.error(
            "a person must look at a refund",
            refund_id=str(refund.id),
            order_id=str(refund.order_id),
            detail=refund.detail,
        )
