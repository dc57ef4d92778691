"""Have money go back: stored now, done by the worker."""

from datetime import datetime
from typing import Final
from uuid import UUID

from common import logs
from common.ids import new_id
from common.money import Money
from payments.domain.attempt import Attempt
from payments.domain.payment import Payment
from payments.domain.refund import (
    ASIDE,
    Refund,
    RefundExceedsCaptured,
    RefundReason,
    RefundStatus,
    reference_of,
)
from payments.domain.refund_course import left_to_hand
from payments.usecases.problems import PaymentNotFound
from payments.usecases.refunds.owed import Holdings
from payments.usecases.stores import Tx

log: Final = logs.logger("payments.refunds")


async def request_refund(
    payment: Payment,
    attempt_id: UUID,
    amount: Money,
    reason: RefundReason | str,
    *,
    automatic: bool,
    tx: Tx,
    requested_by: UUID | None = None,
    by_hand: str | None = None,
) -> Refund | None:
    """Store a refund of an attempt's money; the payment is locked by the caller.

    An automatic one is made once for one attempt and reason: None when there is one already.
    `by_hand` says why only a person can do it, where that is known. Raises
    `RefundExceedsCaptured`.
    """
    held = await Holdings.of(payment.id, tx=tx)
    if automatic and _is_asked(held, attempt_id, reason):
        return None
    left = held.left(attempt_id)
    if left is None or left.currency != amount.currency or left.amount < amount.amount:
        raise RefundExceedsCaptured(left)
    attempt = next((one for one in held.attempts if one.id == attempt_id), None)
    if attempt is None:
        raise PaymentNotFound
    refund = _new(
        attempt,
        amount,
        reason,
        automatic=automatic,
        requested_by=requested_by,
        now=await tx.now(),
    )
    if by_hand is not None:
        refund = left_to_hand(refund, by_hand)
    await tx.refunds.add(refund)
    await tx.refunds.note(refund, actor_id=requested_by)
    log.info("a refund is requested", refund_id=str(refund.id), reason=str(reason))
    return refund


def _is_asked(held: Holdings, attempt_id: UUID, reason: str) -> bool:
    return any(
        one.automatic and one.attempt_id == attempt_id and one.reason == reason
        for one in held.refunds
    )


def _new(
    attempt: Attempt,
    amount: Money,
    reason: RefundReason | str,
    *,
    automatic: bool,
    requested_by: UUID | None,
    now: datetime,
) -> Refund:
    refund_id = new_id()
    return Refund(
        id=refund_id,
        payment_id=attempt.payment_id,
        attempt_id=attempt.id,
        order_id=attempt.order_id,
        provider=attempt.provider,
        reference=reference_of(refund_id),
        amount=amount,
        reason=str(reason),
        status=RefundStatus.REQUESTED,
        automatic=automatic,
        counted=not (isinstance(reason, RefundReason) and reason in ASIDE),
        chain_id=refund_id,
        requested_by=requested_by,
        next_try_at=now,
        created_at=now,
        updated_at=now,
    )
