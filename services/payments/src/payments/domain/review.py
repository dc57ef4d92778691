"""What staff decide about money that is not what was asked for: pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from common.money import Money
from payments.domain.attempt import Attempt, AttemptStatus
from payments.domain.decision import Decision, failure_of
from payments.domain.incident import IncidentKind, Resolution, ResolutionNotPossible
from payments.domain.lifecycle import Trigger, step
from payments.domain.payment import Payment
from payments.domain.refund import RefundReason

_WITHOUT_MONEY: Final = frozenset(
    {
        IncidentKind.UNKNOWN_STATUS,
        IncidentKind.UNKNOWN_REFERENCE,
        IncidentKind.STOCK_REFUSED,
        IncidentKind.CHARGEBACK,
    }
)
_TRIGGERS: Final[Mapping[Resolution, Trigger]] = {
    Resolution.ACCEPT: Trigger.ACCEPTED,
    Resolution.REFUND: Trigger.RETURNED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What becomes of the attempt, how much counts and how much goes back for which reason."""

    decision: Decision
    counted: int
    """In minor units of the order's currency."""
    back: Money | None
    reason: RefundReason


def holds_money(kind: IncidentKind, attempt: Attempt | None) -> bool:
    """Tell whether the incident keeps an attempt's money until it is resolved."""
    in_review = attempt is not None and attempt.status is AttemptStatus.REVIEW
    return in_review and kind not in _WITHOUT_MONEY


def review(
    attempt: Attempt, captured: Money, resolution: Resolution, *, payment: Payment, now: datetime
) -> Review:
    """Accept what an attempt collected for the order, or give it back.

    Raises `ResolutionNotPossible`.
    """
    trigger = _TRIGGERS.get(resolution)
    if trigger is None:
        raise ResolutionNotPossible("its money has to be accepted or given back")
    to, effects = step(attempt.status, trigger)
    ended = replace(
        attempt,
        status=to,
        failure=failure_of(trigger, None),
        next_ask_at=None,
        closed_at=attempt.closed_at or now,
    )
    decision = Decision(attempt=ended, effects=effects)
    if trigger is Trigger.RETURNED:
        back = captured if captured.amount else None
        return Review(decision=decision, counted=0, back=back, reason=RefundReason.REVIEW)
    asked = _acceptable(attempt, captured, payment)
    excess = Money(captured.amount - asked.amount, captured.currency)
    return Review(
        decision=decision,
        counted=asked.amount,
        back=excess if excess.amount else None,
        reason=RefundReason.EXCESS,
    )


def _acceptable(attempt: Attempt, captured: Money, payment: Payment) -> Money:
    asked, owed = attempt.amount, payment.outstanding
    if asked is None or asked.currency != captured.currency:
        raise ResolutionNotPossible("it is not the currency of the order")
    if captured.amount < asked.amount:
        raise ResolutionNotPossible("it is less than what is owed")
    if owed is None or owed.amount < asked.amount:
        raise ResolutionNotPossible("the order is paid already")
    return asked
