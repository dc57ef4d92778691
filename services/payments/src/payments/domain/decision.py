"""What a provider's answer means for an attempt: pure, and the only place that decides it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from common.money import Money
from payments.domain.attempt import WITHOUT_MONEY, Attempt, AttemptStatus, Failure
from payments.domain.incident import IncidentKind
from payments.domain.lifecycle import Effect, Trigger, step
from payments.domain.provider import Finding, Flow, Standing
from payments.domain.schedule import next_ask

_SILENT: Final = frozenset({Standing.UNRECOGNISED, Standing.UNTRACEABLE})
_PLAIN: Final[Mapping[Standing, Trigger]] = {
    Standing.DECLINED: Trigger.DECLINED,
    Standing.CANCELLED: Trigger.CANCELLED,
    Standing.REVERSED: Trigger.REVERSED,
}

_FAILURES: Final[Mapping[Trigger, Failure]] = {
    Trigger.REFUSED: Failure(code="refused", detail="the order did not take this attempt"),
    Trigger.DECLINED: Failure(code="declined", detail="the provider declined the payment"),
    Trigger.CANCELLED: Failure(code="cancelled", detail="the payment was cancelled"),
    Trigger.EXPIRED: Failure(code="expired", detail="nothing was paid in time"),
    Trigger.REVERSED: Failure(code="reversed", detail="the provider took the payment back"),
    Trigger.LOST: Failure(code="provider_silent", detail="the provider never gave an answer"),
    Trigger.VOIDED: Failure(code="voided", detail="it was stopped before anything was paid"),
    Trigger.SUPERSEDED: Failure(code="superseded", detail="another attempt took its place"),
    Trigger.WITHDRAWN: Failure(
        code="order_cancelled", detail="its order was cancelled", retryable=False
    ),
    Trigger.RETURNED: Failure(
        code="returned", detail="another amount was paid than was asked for, and is given back"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The attempt after it, what that causes, and what a person must look at."""

    attempt: Attempt
    effects: tuple[Effect, ...] = ()
    incident: IncidentKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to decide: an attempt, the answer (None: silence), and what surrounds them."""

    attempt: Attempt
    finding: Finding | None
    now: datetime
    collected_elsewhere: bool = False
    """Another attempt of the same payment has collected already."""
    final: bool = False
    """The link is lost for good, so an attempt without money is over now."""
    booked: Money | None = None
    """What the attempt collected, where that is stored already."""
    is_given_back: bool = False
    """All of what it collected goes back, or went, because we had it."""
    is_closed: bool = False
    """Nobody can pay on it any more; the answer says what was paid until then."""
    is_displaced: bool = False
    """Another attempt is to take its place."""


def decide(question: Question) -> Decision:
    """Say what the provider's answer makes of the attempt; asking twice changes nothing."""
    trigger = trigger_of(question)
    asked = _asked(question)
    if trigger is None:
        unreadable = question.finding is not None and (
            question.finding.standing is Standing.UNRECOGNISED
        )
        kind = IncidentKind.UNKNOWN_STATUS if unreadable else None
        return Decision(attempt=_scheduled(asked, question.now), incident=kind)
    to, effects = step(asked.status, trigger)
    moved = _noted(asked, to, trigger, question.finding)
    opens = Effect.OPEN_INCIDENT in effects
    return Decision(
        attempt=_scheduled(moved, question.now),
        effects=effects,
        incident=incident_of(trigger, question) if opens else None,
    )


def trigger_of(question: Question) -> Trigger | None:
    """Name what happened; None while there is only waiting."""
    finding = question.finding
    if finding is None or finding.standing in _SILENT:
        return _without_answer(question)
    if finding.standing is Standing.CAPTURED:
        return _collected(question, finding)
    if finding.standing in _PLAIN:
        return _taken_back(question, _PLAIN[finding.standing])
    if finding.standing is Standing.AUTHORIZED:
        is_new = question.attempt.status is AttemptStatus.INITIATING
        return Trigger.AUTHORIZED if is_new else None
    return _while_waiting(question)


def _taken_back(question: Question, trigger: Trigger) -> Trigger | None:
    is_ours = trigger is Trigger.REVERSED and question.is_given_back
    return None if is_ours else trigger


def _without_answer(question: Question) -> Trigger | None:
    attempt, finding = question.attempt, question.finding
    is_untraceable = finding is not None and finding.standing is Standing.UNTRACEABLE
    # Without a session nothing will ever be known; with one, its provider may remember.
    is_hopeless = is_untraceable and attempt.session is None
    until = attempt.deadline_at if is_hopeless else attempt.hard_at
    if attempt.is_undecided and _past(until, question.now):
        return Trigger.LOST
    return _displaced(question)


def _while_waiting(question: Question) -> Trigger | None:
    attempt = question.attempt
    if not attempt.is_undecided:
        return None
    if question.final or _past(attempt.deadline_at, question.now):
        return Trigger.EXPIRED
    if question.is_closed or attempt.closed_at is not None:
        return Trigger.VOIDED
    return _displaced(question)


def _displaced(question: Question) -> Trigger | None:
    # A page that stays open can be watched; a prompt on a phone has to lapse first.
    may_go = question.attempt.is_undecided and question.attempt.flow is Flow.REDIRECT
    return Trigger.SUPERSEDED if question.is_displaced and may_go else None


def incident_of(trigger: Trigger, question: Question) -> IncidentKind:
    """Name what does not add up about a step that opens an incident."""
    if trigger is Trigger.REVERSED:
        return IncidentKind.CHARGEBACK
    asked = question.attempt.amount
    got = question.finding.amount if question.finding else None
    if asked and got and asked.currency != got.currency:
        return IncidentKind.CURRENCY_MISMATCH
    return IncidentKind.AMOUNT_MISMATCH


def _collected(question: Question, finding: Finding) -> Trigger | None:
    attempt = question.attempt
    if question.booked is not None and attempt.status in WITHOUT_MONEY:
        return None  # staff had it given back
    if question.collected_elsewhere and attempt.status is not AttemptStatus.SUCCESS:
        return Trigger.SURPLUS
    expected = question.booked or attempt.amount
    return Trigger.CAPTURED if finding.amount == expected else Trigger.MISMATCHED


def _asked(question: Question) -> Attempt:
    attempt = question.attempt
    closed_at = question.now if question.is_closed else None
    return replace(attempt, asks=attempt.asks + 1, closed_at=attempt.closed_at or closed_at)


def _past(instant: datetime | None, now: datetime) -> bool:
    return instant is not None and now >= instant


def _noted(
    attempt: Attempt, to: AttemptStatus, trigger: Trigger, finding: Finding | None
) -> Attempt:
    if to is attempt.status:
        return attempt
    reference = finding.provider_reference if finding else None
    return replace(
        attempt,
        status=to,
        asks=0,
        failure=failure_of(trigger, finding),
        provider_reference=reference or attempt.provider_reference,
    )


def failure_of(trigger: Trigger, finding: Finding | None) -> Failure | None:
    """Say why the attempt ended without money, if it did."""
    failure = _FAILURES.get(trigger)
    if failure is None or finding is None:
        return failure
    return Failure(
        code=finding.code or failure.code,
        detail=finding.detail or failure.detail,
        retryable=finding.retryable,
    )


def completed(finding: Finding | None, attempt: Attempt) -> Finding | None:
    """Fill in what the provider does not say: a webhook's word, else what was asked for."""
    if finding is None or finding.standing is not Standing.CAPTURED:
        return finding
    return replace(
        finding,
        amount=finding.amount or attempt.reported or attempt.amount,
        provider_reference=finding.provider_reference or attempt.provider_reference,
    )


def _scheduled(attempt: Attempt, now: datetime) -> Attempt:
    return replace(attempt, next_ask_at=next_ask(attempt, now=now))
