"""What of a payment's money can still go back, attempt by attempt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from common.money import Money
from payments.domain.attempt import Attempt, AttemptStatus
from payments.domain.refund import Refund, left_of
from payments.usecases.stores import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """A payment's attempts with what each collected, and everything that goes back."""

    attempts: Sequence[Attempt]
    captured: Mapping[UUID, Money]
    refunds: Sequence[Refund]

    @classmethod
    async def of(cls, payment_id: UUID, *, tx: Tx) -> Self:
        """Read it; the payment is locked by the caller."""
        return cls(
            attempts=await tx.attempts.of(payment_id),
            captured=await tx.captures.of(payment_id),
            refunds=await tx.refunds.of(payment_id),
        )

    def left(self, attempt_id: UUID) -> Money | None:
        """Return what an attempt collected and has not gone back; None where it collected nothing.

        What is about to go back counts as gone.
        """
        captured = self.captured.get(attempt_id)
        if captured is None:
            return None
        return left_of(captured, [one for one in self.refunds if one.attempt_id == attempt_id])

    @property
    def refundable(self) -> list[tuple[Attempt, Money]]:
        """The attempts that still hold the order's money, newest first, and how much.

        What waits for a review is not the order's.
        """
        held = [
            (attempt, left)
            for attempt in reversed(self.attempts)
            if attempt.status is not AttemptStatus.REVIEW
            and (left := self.left(attempt.id)) is not None
        ]
        return [(attempt, left) for attempt, left in held if left.amount > 0]
