"""Staff give money back, have it tried again, or settle by hand what no provider gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from common.events.payments import AuditRecorded
from common.ids import new_id
from common.money import Money
from payments.domain.attempt import Attempt
from payments.domain.payment import Payment
from payments.domain.provider import Terms
from payments.domain.refund import Refund, RefundExceedsCaptured, RefundStatus
from payments.domain.refund_course import ONLY_WHOLE, Verdict, obstacle, replaced, settled
from payments.usecases.problems import (
    PartialRefundUnsupported,
    PaymentNotFound,
    RefundNotFound,
    RefundNotWaiting,
)
from payments.usecases.refunds.owed import Holdings
from payments.usecases.refunds.record import record
from payments.usecases.refunds.request import request_refund
from payments.usecases.stores import Tx

Catalogue = Mapping[str, Terms]
_OBJECT: Final = "refund"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does it, and in which request."""

    id: UUID
    request_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBack:
    """What is to go back: None for `amount` is all that one attempt still holds.

    None for `attempt_id` is the newest attempt that holds so much.
    """

    payment_id: UUID
    attempt_id: UUID | None
    amount: Money | None
    reason: str
    actor: Actor


async def give_back_by_staff(command: GiveBack, *, catalogue: Catalogue, tx: Tx) -> Refund:
    """Request a refund of the order's money.

    Raises `PaymentNotFound`, `RefundExceedsCaptured` or `PartialRefundUnsupported`.
    """
    payment = await tx.payments.locked(command.payment_id)
    holdings = await Holdings.of(payment.id, tx=tx)
    attempt, amount = _chosen(command, holdings)
    whole = holdings.captured[attempt.id]
    hindrance = obstacle(catalogue[attempt.provider], is_whole=amount == whole)
    if hindrance == ONLY_WHOLE:
        raise PartialRefundUnsupported(whole)
    refund = await request_refund(
        payment,
        attempt.id,
        amount,
        command.reason,
        automatic=False,
        requested_by=command.actor.id,
        by_hand=hindrance,
        tx=tx,
    )
    if refund is None:
        raise PaymentNotFound
    tx.outbox.add(_audit("request_refund", command.actor, payment, None, refund))
    return refund


async def retry_refund(refund_id: UUID, *, actor: Actor, tx: Tx) -> Refund:
    """Have a refund that needs attention tried again; returns the row that is tried.

    What the provider may still be doing is asked about first, and keeps its row.
    Raises `RefundNotFound` or `RefundNotWaiting`.
    """
    payment, refund = await _waiting(refund_id, tx)
    now = await tx.now()
    verdict = replaced(refund, successor_id=new_id(), now=now)
    await record(verdict, payment, before=refund, at=now, tx=tx, actor_id=actor.id)
    tried = verdict.rows[-1]
    tx.outbox.add(_audit("retry_refund", actor, payment, refund, tried))
    return tried


async def settle_refund(refund_id: UUID, note: str, *, actor: Actor, tx: Tx) -> Refund:
    """Note that the money is with the payer: by hand, or as the provider's own pages show.

    Raises `RefundNotFound` or `RefundNotWaiting`.
    """
    payment, refund = await _waiting(refund_id, tx)
    now = await tx.now()
    done = replace(settled(refund, now=now), note=note)
    await record(Verdict(refund=done), payment, before=refund, at=now, tx=tx, actor_id=actor.id)
    tx.outbox.add(_audit("settle_refund", actor, payment, refund, done))
    return done


def _chosen(command: GiveBack, holdings: Holdings) -> tuple[Attempt, Money]:
    named = command.attempt_id
    held = [(one, left) for one, left in holdings.refundable if named in {None, one.id}]
    for attempt, left in held:
        wanted = command.amount or left
        if wanted.currency == left.currency and wanted.amount <= left.amount:
            return attempt, wanted
    raise RefundExceedsCaptured(max((left for _, left in held), key=_units, default=None))


def _units(amount: Money) -> int:
    return amount.amount


async def _waiting(refund_id: UUID, tx: Tx) -> tuple[Payment, Refund]:
    seen = await tx.refunds.find(refund_id)
    if seen is None:
        raise RefundNotFound
    payment = await tx.payments.locked(seen.payment_id)
    current = await tx.refunds.find(refund_id)
    if current is None or current.status is not RefundStatus.NEEDS_ATTENTION:
        raise RefundNotWaiting((current or seen).status)
    return payment, current


def _audit(
    action: str, actor: Actor, payment: Payment, before: Refund | None, after: Refund
) -> AuditRecorded:
    return AuditRecorded(
        occurred_at=after.updated_at,
        aggregate_id=after.id,
        aggregate_version=after.number,
        correlation_id=payment.order_id,
        actor_id=actor.id,
        action=f"payments.{action}",
        object_type=_OBJECT,
        object_id=str(after.id),
        before={} if before is None else _shown(before),
        after=_shown(after),
        request_id=actor.request_id,
    )


def _shown(refund: Refund) -> dict[str, object]:
    return {
        "id": str(refund.id),
        "status": refund.status.value,
        "amount": refund.amount.amount,
        "currency": refund.amount.currency,
        "reason": refund.reason,
        "note": refund.note,
    }
