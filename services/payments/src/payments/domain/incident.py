"""Things about money that do not add up and that a person must decide."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class IncidentKind(StrEnum):
    """What does not add up."""

    AMOUNT_MISMATCH = "amount_mismatch"
    CURRENCY_MISMATCH = "currency_mismatch"
    UNKNOWN_STATUS = "unknown_status"
    UNKNOWN_REFERENCE = "unknown_reference"
    STOCK_REFUSED = "stock_refused"
    CHARGEBACK = "chargeback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One such thing; at most one of a kind is open for one attempt, order or reference."""

    id: UUID
    kind: IncidentKind
    subject: str
    """What it is about, as text: an attempt's or an order's id, or a reference."""
    detail: str
    created_at: datetime
    reference: str | None = None
    payment_id: UUID | None = None
    attempt_id: UUID | None = None
    order_id: UUID | None = None
