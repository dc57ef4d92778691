"""One attempt to collect an order's money with one provider."""

from dataclasses import dataclass
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

    @property
    def is_undecided(self) -> bool:
        """Tell whether the provider may still collect and nothing is known."""
        return self.status in UNDECIDED
