"""Which new attempt a payment takes: pure rules over what was tried before."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from common.errors import Conflict
from payments.domain.attempt import MAX_ATTEMPTS, Attempt, AttemptStatus
from payments.domain.payment import OrderNote, Payment

_OPEN: Final = frozenset(
    {
        AttemptStatus.INITIATING,
        AttemptStatus.PENDING,
        AttemptStatus.AUTHORIZED,
        AttemptStatus.REVIEW,
    }
)
_PATIENCE_SECONDS: Final = 60


class PaymentInProgress(Conflict):
    """Another attempt is undecided."""

    code = "payment_in_progress"

    def __init__(self, *, retry_after: int) -> None:
        super().__init__("another attempt is undecided; wait for it", retry_after=retry_after)


class OrderAlreadyPaid(Conflict):
    """Nothing is owed, or what is owed is paid on delivery."""

    code = "order_already_paid"

    def __init__(self) -> None:
        super().__init__("there is nothing left to pay for this order")


class TooManyAttempts(Conflict):
    """The order was tried to be paid too often."""

    code = "too_many_attempts"

    def __init__(self) -> None:
        super().__init__(f"this order was tried to be paid {MAX_ATTEMPTS} times")


class OrderCancelling(Conflict):
    """A cancellation of the order was asked for, or stands."""

    code = "order_cancelling"

    def __init__(self) -> None:
        super().__init__("the order is being cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The attempt someone wants to begin."""

    id: UUID
    provider: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What answers for a wanted attempt, or what has to go before it may begin; or neither."""

    standing: Attempt | None = None
    displaced: Attempt | None = None


def admit(payment: Payment, attempts: Sequence[Attempt], wanted: Wanted) -> Admission:
    """Say whether the wanted attempt may begin.

    Raises `PaymentInProgress`, `OrderAlreadyPaid`, `OrderCancelling` or `TooManyAttempts`.
    """
    # The same request once more comes first: the lease of its claim had lapsed.
    same = next((attempt for attempt in attempts if attempt.id == wanted.id), None)
    if same is not None:
        return Admission(standing=same)
    standing = next((attempt for attempt in attempts if attempt.status in _OPEN), None)
    if standing is not None:
        return _beside(standing, payment, attempts, wanted)
    _check_need(payment, attempts)
    return Admission()


def seconds_left(attempt: Attempt, now: datetime) -> int:
    """Return for how long the attempt may still be undecided."""
    if attempt.deadline_at is None:
        return _PATIENCE_SECONDS
    return max(1, math.ceil((attempt.deadline_at - now).total_seconds()))


def _check_need(payment: Payment, attempts: Sequence[Attempt]) -> None:
    if payment.is_paid:
        raise OrderAlreadyPaid
    if sum(attempt.begun_at is not None for attempt in attempts) >= MAX_ATTEMPTS:
        raise TooManyAttempts


def _beside(
    standing: Attempt, payment: Payment, attempts: Sequence[Attempt], wanted: Wanted
) -> Admission:
    if standing.status is AttemptStatus.REVIEW:
        raise PaymentInProgress(retry_after=_PATIENCE_SECONDS)
    if standing.stop_asked_at is not None:
        raise _refusal_while_stopping(standing, payment, wanted)
    if standing.provider == wanted.provider:
        return Admission(standing=standing)
    if standing.status is AttemptStatus.AUTHORIZED:
        raise OrderAlreadyPaid
    _check_need(payment, attempts)
    return Admission(displaced=standing)


def _refusal_while_stopping(standing: Attempt, payment: Payment, wanted: Wanted) -> Conflict:
    if payment.is_paid:
        return OrderAlreadyPaid()
    if payment.order_note in {OrderNote.CANCEL_REQUESTED, OrderNote.CANCELLED}:
        return OrderCancelling()
    return PaymentInProgress(retry_after=seconds_left(standing, wanted.now))
