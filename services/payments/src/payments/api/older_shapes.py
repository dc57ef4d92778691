"""Answers with the fields that the platform's first clients read."""

from typing import Self
from uuid import UUID

from payments.api.answers import StartedOut
from payments.usecases.ports import Outcome


class InitiatedOut(StartedOut):
    """What was begun; `checkout_url` is null where there is no page to go to."""

    payment_id: UUID
    checkout_url: str | None

    @classmethod
    def whole(cls, outcome: Outcome) -> Self:
        """Show it under today's names and the older ones."""
        return cls(
            **StartedOut.of(outcome).model_dump(),
            payment_id=outcome.payment.id,
            checkout_url=outcome.attempt.url,
        )
