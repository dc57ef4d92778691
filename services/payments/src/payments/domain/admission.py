"""Which new attempt a payment takes: pure rules over what was tried before."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from common.errors import Conflict
from payments.domain.attempt import MAX_ATTEMPTS, Attempt, AttemptStatus
from payments.domain.payment import Payment

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The attempt someone wants to begin."""

    id: UUID
    provider: str
    now: datetime


def standing_in(payment: Payment, attempts: Sequence[Attempt], wanted: Wanted) -> Attempt | None:
    """Return the attempt that answers for the wanted one; None when a new one may begin.

    Raises `PaymentInProgress`, `OrderAlreadyPaid` or `TooManyAttempts`.
    """
    # The same request once more comes first: the lease of its claim had lapsed.
    same = next((attempt for attempt in attempts if attempt.id == wanted.id), None)
    if same is not None:
        return same
    standing = next((attempt for attempt in attempts if attempt.status in _OPEN), None)
    if standing is not None:
        return _of_the_same_provider(standing, wanted)
    _check_need(payment, attempts)
    return None


def _check_need(payment: Payment, attempts: Sequence[Attempt]) -> None:
    if payment.outstanding is not None and payment.outstanding.amount == 0:
        raise OrderAlreadyPaid
    if sum(attempt.begun_at is not None for attempt in attempts) >= MAX_ATTEMPTS:
        raise TooManyAttempts


def _of_the_same_provider(attempt: Attempt, wanted: Wanted) -> Attempt:
    if attempt.status is AttemptStatus.REVIEW:
        raise PaymentInProgress(retry_after=_PATIENCE_SECONDS)
    if attempt.provider == wanted.provider:
        return attempt
    if attempt.status is AttemptStatus.AUTHORIZED:
        raise OrderAlreadyPaid
    raise PaymentInProgress(retry_after=_seconds_left(attempt, wanted.now))


def _seconds_left(attempt: Attempt, now: datetime) -> int:
    if attempt.deadline_at is None:
        return _PATIENCE_SECONDS
    return max(1, math.ceil((attempt.deadline_at - now).total_seconds()))
