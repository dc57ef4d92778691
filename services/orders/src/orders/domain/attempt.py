"""What orders knows of attempts to pay and of refunds: enough to report on them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Outcome(StrEnum):
    """What one fact says of an attempt; promised money is cash that is still to be handed over."""

    BEGUN = "begun"
    FAILED = "failed"
    PROMISED = "promised"
    CAPTURED = "captured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One fact about an attempt. `captured` counts minor units of the order's currency."""

    id: UUID
    order_id: UUID
    provider: str
    outcome: Outcome
    at: datetime
    captured: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money that went back. `amount` counts minor units of the order's currency."""

    id: UUID
    order_id: UUID
    provider: str
    amount: int
    at: datetime
