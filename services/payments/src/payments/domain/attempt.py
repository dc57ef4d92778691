"""One attempt to collect an order's money with one provider."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from common.money import Money
from payments.domain.provider import Flow


class AttemptStatus(StrEnum):
    """Where an attempt stands."""

    INITIATING = "initiating"
    PENDING = "pending"
    AUTHORIZED = "authorized"
    REVIEW = "review"
    SUCCESS = "success"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


UNDECIDED: Final = frozenset({AttemptStatus.INITIATING, AttemptStatus.PENDING})
WITHOUT_MONEY: Final = frozenset(
    {AttemptStatus.FAILED, AttemptStatus.CANCELLED, AttemptStatus.SUPERSEDED}
)
MAX_ATTEMPTS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an attempt ended without money; `retryable` says whether a new one may work."""

    code: str
    detail: str
    retryable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An attempt. `amount` is None until orders has said what is owed."""

    id: UUID
    payment_id: UUID
    order_id: UUID
    provider: str
    flow: Flow
    reference: str
    status: AttemptStatus
    begun_by: str
    """Who asked for it: a user's id, or the hash of an order token."""
    created_at: datetime
    amount: Money | None = None
    phone_number: str | None = None
    return_url: str | None = None
    url: str | None = None
    url_expires_at: datetime | None = None
    failure: Failure | None = None
    provider_reference: str | None = None
    session: str | None = None
    """What the provider calls the attempt itself, where it does not go by our reference."""
    callback_hash: str | None = None
    """Of the token in the address that the provider reports to."""
    reported: Money | None = None
    """What a webhook said was collected; it counts where asking does not tell."""
    begun_at: datetime | None = None
    """When orders let it begin; before that the provider was certainly never called."""
    deadline_at: datetime | None = None
    hard_at: datetime | None = None
    watch_until: datetime | None = None
    next_ask_at: datetime | None = None
    asks: int = 0
    lease_until: datetime | None = None
    """Until then the request that made it is at work on it."""
    stop_asked_at: datetime | None = None
    """Since then it is to be given up: asked, voided, or waited for where it cannot be voided."""
    closed_at: datetime | None = None
    """When its provider had certainly closed it; what was paid on it until then still counts."""

    @property
    def is_undecided(self) -> bool:
        """Tell whether the provider may still collect and nothing is known."""
        return self.status in UNDECIDED

    @property
    def is_left_open(self) -> bool:
        """Tell whether it ended without money, and could be paid all the same."""
        return self.status in WITHOUT_MONEY and self.begun_at is not None and self.closed_at is None

    def is_to_be_closed(self, now: datetime) -> bool:
        """Tell whether nobody shall pay on it any more."""
        if not self.is_undecided:
            return self.is_left_open
        is_over = self.deadline_at is not None and now >= self.deadline_at
        return is_over or self.stop_asked_at is not None


def stopped(attempt: Attempt, now: datetime) -> Attempt:
    """Return the attempt with its provider to be asked at once, to give it up and to close it."""
    if attempt.is_undecided and attempt.stop_asked_at is None:
        return replace(attempt, stop_asked_at=now, next_ask_at=now, asks=0)
    return replace(attempt, next_ask_at=now, asks=0) if attempt.is_left_open else attempt
