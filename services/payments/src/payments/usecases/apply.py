"""Write a decision down: attempt, payment, money, incident and facts, in one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from common.ids import new_id
from common.money import Money
from payments.domain.attempt import Attempt
from payments.domain.capture import Capture, Source
from payments.domain.decision import Decision
from payments.domain.incident import Incident, IncidentKind
from payments.domain.lifecycle import Effect
from payments.domain.payment import NO_MONEY, Payment, status_of
from payments.domain.provider import Finding
from payments.domain.refund import RefundReason
from payments.usecases import messages
from payments.usecases.incidents import open_incident
from payments.usecases.refunds.request import request_refund
from payments.usecases.stop import stop_all
from payments.usecases.stores import Tx

_MONEY: Final = frozenset({Effect.BOOK_CAPTURE, Effect.STORE_CAPTURE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """How a decision came about."""

    finding: Finding | None
    source: Source
    at: datetime
    note: str | None = None


async def apply(
    decision: Decision, payment: Payment, how: Circumstances, *, before: Attempt, tx: Tx
) -> Payment:
    """Store everything the decision causes. The payment is locked by the caller."""
    await tx.attempts.save(decision.attempt)
    counted = _counted(decision, how)
    if _MONEY.intersection(decision.effects):
        await _book(decision, payment, how, counted=counted > 0, tx=tx)
    if decision.incident is not None:
        await open_incident(_incident(decision, decision.incident, how), tx=tx)
    if decision.attempt.status is before.status:
        return payment
    moved = await _moved(payment, counted, how, tx)
    if counted and moved.is_paid:
        await stop_all(payment.id, but=before.id, tx=tx)
    _announce(decision, moved, how, tx)
    return moved


async def _book(
    decision: Decision, payment: Payment, how: Circumstances, *, counted: bool, tx: Tx
) -> None:
    capture = _capture(decision.attempt, how, counted=counted)
    await tx.captures.add(capture)
    if Effect.REFUND_SURPLUS in decision.effects and capture.amount.amount > 0:
        reason = RefundReason.DUPLICATE
        await request_refund(
            payment, capture.attempt_id, capture.amount, reason, automatic=True, tx=tx
        )


def _announce(decision: Decision, payment: Payment, how: Circumstances, tx: Tx) -> None:
    amount = _amount(decision.attempt, how)
    for effect in decision.effects:
        if effect in messages.BY_EFFECT:
            tx.outbox.add(messages.BY_EFFECT[effect](payment, decision.attempt, amount, at=how.at))


def _counted(decision: Decision, how: Circumstances) -> int:
    """Return how much counts as the order's from now on, in minor units."""
    asked = decision.attempt.amount
    if Effect.BOOK_CAPTURE in decision.effects:
        return _amount(decision.attempt, how).amount
    return asked.amount if asked and Effect.COUNT_CAPTURE in decision.effects else 0


async def _moved(payment: Payment, arrived: int, how: Circumstances, tx: Tx) -> Payment:
    richer = replace(
        payment, captured=payment.captured + arrived, version=payment.version + 1, updated_at=how.at
    )
    status = status_of(richer, await tx.attempts.of(payment.id))
    moved = replace(richer, status=status)
    await tx.payments.save(moved)
    return moved


def _amount(attempt: Attempt, how: Circumstances) -> Money:
    found = how.finding.amount if how.finding else None
    return found or attempt.amount or NO_MONEY


def _capture(attempt: Attempt, how: Circumstances, *, counted: bool) -> Capture:
    finding = how.finding
    return Capture(
        id=new_id(),
        payment_id=attempt.payment_id,
        attempt_id=attempt.id,
        provider=attempt.provider,
        amount=_amount(attempt, how),
        fee=finding.fee if finding else None,
        provider_reference=finding.provider_reference if finding else None,
        counted=counted,
        source=how.source,
        note=how.note,
        captured_at=how.at,
    )


def _incident(decision: Decision, kind: IncidentKind, how: Circumstances) -> Incident:
    attempt = decision.attempt
    return Incident(
        id=new_id(),
        kind=kind,
        subject=str(attempt.id),
        detail=_told(kind, attempt, how),
        created_at=how.at,
        reference=attempt.reference,
        payment_id=attempt.payment_id,
        attempt_id=attempt.id,
        order_id=attempt.order_id,
    )


def _told(kind: IncidentKind, attempt: Attempt, how: Circumstances) -> str:
    if kind is IncidentKind.UNKNOWN_STATUS:
        return f"{attempt.provider} answers in words that are not known; it is asked again"
    if kind is IncidentKind.CHARGEBACK:
        return f"{attempt.provider} took {_spelled(attempt.amount)} back without being asked"
    got = how.finding.amount if how.finding else None
    return f"asked for {_spelled(attempt.amount)}, the provider says {_spelled(got)}"


def _spelled(amount: Money | None) -> str:
    return "nothing" if amount is None else f"{amount.major} {amount.currency}"
