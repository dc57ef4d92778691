"""Money that arrived, as it is booked: written once, never changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from common.money import Money


class Source(StrEnum):
    """What made us ask the provider, or who told us."""

    BEGIN = "begin"
    WEBHOOK = "webhook"
    RETURN = "return"
    REFRESH = "refresh"
    POLL = "poll"
    COMPLETER = "completer"
    STAFF = "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One sum collected by one attempt; only what is `counted` belongs to the order."""

    id: UUID
    payment_id: UUID
    attempt_id: UUID
    provider: str
    amount: Money
    fee: Money | None
    provider_reference: str | None
    counted: bool
    source: Source
    note: str | None
    captured_at: datetime
