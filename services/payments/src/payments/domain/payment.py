"""An order's one payment: everything tried and collected for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from common.money import Money
from payments.domain.attempt import WITHOUT_MONEY, Attempt, AttemptStatus

NO_MONEY: Final = Money(0, "XXX")
"""An amount that orders has not named yet; XXX is ISO 4217's code for no currency."""


class PaymentStatus(StrEnum):
    """Where a payment stands."""

    PENDING = "pending"
    PROCESSING = "processing"
    SUCCESS = "success"
    FAILED = "failed"
    CANCELLED = "cancelled"


class OrderNote(StrEnum):
    """The last thing orders said about the payment's order."""

    PAID = "paid"
    CANCEL_REQUESTED = "cancel_requested"
    CANCELLED = "cancelled"


_HELD: Final = frozenset({AttemptStatus.AUTHORIZED, AttemptStatus.REVIEW})


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment. Owner and amount are None until orders let a first attempt begin."""

    id: UUID
    order_id: UUID
    status: PaymentStatus
    created_at: datetime
    updated_at: datetime
    version: int = 1
    owner: str | None = None
    """The user's id, or the hash of a guest's order token."""
    token_hash: str | None = None
    """Of the order token with which a user's order was paid without signing in."""
    amount: Money | None = None
    captured: int = 0
    order_note: OrderNote | None = None
    order_version: int = 0

    def is_owned_by(self, identities: Collection[str]) -> bool:
        """Tell whether a caller of these identities may see and move it."""
        return self.owner in identities or self.token_hash in identities

    @property
    def outstanding(self) -> Money | None:
        """What is still to be collected."""
        if self.amount is None:
            return None
        return Money(max(self.amount.amount - self.captured, 0), self.amount.currency)

    @property
    def is_paid(self) -> bool:
        """Tell whether nothing is left to be collected."""
        return self.amount is not None and self.captured >= self.amount.amount


def blank(payment_id: UUID, order_id: UUID, *, at: datetime) -> Payment:
    """Return the payment of an order for which nothing was begun yet."""
    return Payment(
        id=payment_id,
        order_id=order_id,
        status=PaymentStatus.PENDING,
        created_at=at,
        updated_at=at,
    )


def status_of(payment: Payment, attempts: Sequence[Attempt]) -> PaymentStatus:
    """Derive the status from the money collected and from the attempts, oldest first."""
    if payment.is_paid:
        return PaymentStatus.SUCCESS
    if any(map(_is_open, attempts)):
        return PaymentStatus.PROCESSING
    if payment.order_note is OrderNote.CANCELLED:
        return PaymentStatus.CANCELLED
    if payment.captured:
        return PaymentStatus.PROCESSING
    begun = [attempt for attempt in attempts if attempt.begun_at is not None]
    if begun and begun[-1].status in WITHOUT_MONEY:
        return PaymentStatus.FAILED
    return PaymentStatus.PENDING


def _is_open(attempt: Attempt) -> bool:
    return attempt.status in _HELD or (attempt.is_undecided and attempt.begun_at is not None)
