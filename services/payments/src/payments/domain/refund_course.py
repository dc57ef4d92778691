"""The course of a refund: what each answer of a provider makes of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from payments.domain.provider import Terms
from payments.domain.refund import (
    Refund,
    RefundFinding,
    RefundOrder,
    RefundStanding,
    RefundStatus,
    reference_of,
)

RETRIES: Final = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=17))
"""How long after each failure the next row is tried: three new ones within 24 hours."""
REPEAT_AFTER: Final = timedelta(seconds=60)
"""How long after it was stored a call may still reach the provider."""
CALL_WITHIN: Final = timedelta(seconds=15)
"""How long after it was stored a call may begin; it is waited for as long again."""
_FIRST_ASK: Final = timedelta(seconds=5)
_SLOWEST_ASK: Final = timedelta(hours=1)
_PATIENCE: Final = timedelta(days=7)
_RECEIPT_LOOK: Final = timedelta(seconds=15)
_TURN: Final = timedelta(seconds=15)
_MOST_DOUBLINGS: Final = 12

BY_HAND: Final = "the provider gives nothing back by itself: give it back by hand, then settle it"
ONLY_WHOLE: Final = "the provider gives back all or nothing: give it back by hand, then settle it"
NO_RECEIPT: Final = "the provider's receipt is not known yet; it goes on by itself once it is"
UNDECIDED: Final = "the provider has not said for a week what became of it"
OTHER_AMOUNT: Final = "the provider says that another amount went back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A refund after an answer; `successor` is tried in its place; `given_up` only now."""

    refund: Refund
    successor: Refund | None = None
    given_up: bool = False

    @property
    def rows(self) -> Sequence[Refund]:
        """Everything that is to be stored."""
        return (self.refund,) if self.successor is None else (self.refund, self.successor)


def obstacle(terms: Terms, *, is_whole: bool) -> str | None:
    """Say why only a person can give this back; None where the provider can."""
    if not terms.refundable:
        return BY_HAND
    return None if is_whole or terms.partial_refunds else ONLY_WHOLE


def left_to_hand(refund: Refund, why: str) -> Refund:
    """Return a new refund as one that waits for a person from the start."""
    return _attention(refund, why, refund.created_at)


def started(
    refund: Refund, order: RefundOrder, terms: Terms, *, is_free: bool, now: datetime
) -> Refund:
    """Return the refund as it stands before the provider is called: called it is if in flight.

    `is_free`: no other refund of the attempt is in flight.
    """
    hindrance = obstacle(terms, is_whole=order.is_whole)
    if hindrance is not None:
        return _attention(refund, hindrance, now)
    if terms.refunds_by_receipt and order.receipt is None:
        return _without_receipt(refund, now)
    if not is_free:
        return replace(refund, next_try_at=now + _TURN)
    return called(
        replace(refund, status=RefundStatus.PROCESSING, in_flight=True, detail=None), now=now
    )


def lacks_receipt(refund: Refund) -> bool:
    """Tell whether it goes on by itself once the provider's receipt is known."""
    return refund.detail == NO_RECEIPT and refund.next_try_at is not None


def called(refund: Refund, *, now: datetime) -> Refund:
    """Note that the provider is called now; a call is stored before it is made."""
    return replace(
        refund,
        begun_at=refund.begun_at or now,
        called_at=now,
        next_try_at=now + REPEAT_AFTER,
        tries=0,
        updated_at=now,
    )


def may_call(refund: Refund, *, now: datetime) -> bool:
    """Tell whether the stored call may still begin: a process may have stood still since."""
    return refund.called_at is not None and now < refund.called_at + CALL_WITHIN


def may_repeat(refund: Refund, finding: RefundFinding | None, *, now: datetime) -> bool:
    """Tell whether the provider may be called for it again: it surely never heard of it."""
    return (
        finding is not None
        and finding.standing is RefundStanding.ABSENT
        and refund.called_at is not None
        and now >= refund.called_at + REPEAT_AFTER
    )


def concluded(
    refund: Refund, finding: RefundFinding | None, *, successor_id: UUID, now: datetime
) -> Verdict:
    """Say what an answer makes of a refund in flight; None is silence. Repeatable."""
    if finding is None:
        return Verdict(refund=_waiting(refund, now))
    known = replace(
        refund, provider_reference=finding.provider_reference or refund.provider_reference
    )
    if finding.standing is RefundStanding.SUCCEEDED:
        return Verdict(refund=_given_back(known, finding, now))
    if finding.standing in {RefundStanding.FAILED, RefundStanding.REFUSED}:
        return _failed(known, finding, successor_id, now)
    return Verdict(refund=_waiting(known, now))


def settled(refund: Refund, *, now: datetime) -> Refund:
    """Return a refund that a person gave back, or knows to have gone back."""
    return _ended(refund, RefundStatus.SUCCEEDED, None, now)


def replaced(refund: Refund, *, successor_id: UUID, now: datetime) -> Verdict:
    """Return a refund that a person has tried again: asked about first if it may be under way."""
    if refund.in_flight:
        again = replace(
            refund,
            status=RefundStatus.PROCESSING,
            detail=None,
            begun_at=now,
            next_try_at=now,
            tries=0,
            updated_at=now,
        )
        return Verdict(refund=again)
    failed = _ended(refund, RefundStatus.FAILED, refund.detail, now)
    return Verdict(refund=failed, successor=_successor(failed, successor_id, at=now, now=now))


def _given_back(refund: Refund, finding: RefundFinding, now: datetime) -> Refund:
    if finding.amount is not None and finding.amount != refund.amount:
        return _attention(refund, OTHER_AMOUNT, now)
    return _ended(refund, RefundStatus.SUCCEEDED, None, now)


def _failed(refund: Refund, finding: RefundFinding, successor_id: UUID, now: datetime) -> Verdict:
    detail = finding.detail or "the provider gave nothing back"
    if not finding.retryable or refund.number > len(RETRIES):
        return Verdict(refund=_attention(refund, detail, now), given_up=True)
    failed = _ended(refund, RefundStatus.FAILED, detail, now)
    at = now + RETRIES[refund.number - 1]
    return Verdict(refund=failed, successor=_successor(failed, successor_id, at=at, now=now))


def _without_receipt(refund: Refund, now: datetime) -> Refund:
    return replace(
        _attention(refund, NO_RECEIPT, now),
        next_try_at=now + _grown(_RECEIPT_LOOK, refund.tries),
        tries=refund.tries + 1,
    )


def _waiting(refund: Refund, now: datetime) -> Refund:
    wait = _grown(_FIRST_ASK, refund.tries)
    waiting = replace(refund, tries=refund.tries + 1, next_try_at=now + wait, updated_at=now)
    if refund.begun_at is None or now < refund.begun_at + _PATIENCE:
        return waiting
    return replace(waiting, status=RefundStatus.NEEDS_ATTENTION, detail=UNDECIDED)


def _grown(first: timedelta, times: int) -> timedelta:
    return min(first * (1 << min(times, _MOST_DOUBLINGS)), _SLOWEST_ASK)


def _attention(refund: Refund, detail: str, now: datetime) -> Refund:
    return _ended(refund, RefundStatus.NEEDS_ATTENTION, detail, now)


def _ended(refund: Refund, status: RefundStatus, detail: str | None, now: datetime) -> Refund:
    return replace(
        refund,
        status=status,
        detail=detail,
        in_flight=False,
        next_try_at=None,
        updated_at=now,
    )


def _successor(failed: Refund, successor_id: UUID, *, at: datetime, now: datetime) -> Refund:
    return replace(
        failed,
        id=successor_id,
        reference=reference_of(successor_id),
        status=RefundStatus.REQUESTED,
        number=failed.number + 1,
        detail=None,
        provider_reference=None,
        callback_hash=None,
        begun_at=None,
        called_at=None,
        next_try_at=at,
        tries=0,
        created_at=now,
        updated_at=now,
    )
