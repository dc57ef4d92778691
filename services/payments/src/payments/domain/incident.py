"""Things about money that do not add up and that a person must decide."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from common.errors import Conflict


class IncidentKind(StrEnum):
    """What does not add up."""

    AMOUNT_MISMATCH = "amount_mismatch"
    CURRENCY_MISMATCH = "currency_mismatch"
    UNKNOWN_STATUS = "unknown_status"
    UNKNOWN_REFERENCE = "unknown_reference"
    STOCK_REFUSED = "stock_refused"
    CHARGEBACK = "chargeback"


class IncidentState(StrEnum):
    """Whether somebody has decided it."""

    OPEN = "open"
    RESOLVED = "resolved"


class Resolution(StrEnum):
    """How a person decides an incident."""

    ACCEPT = "accept"
    """The money is the order's; what is too much goes back."""
    REFUND = "refund"
    """The money goes back, and the attempt failed."""
    DISMISS = "dismiss"
    """It was looked at, and there is no money to decide about."""


class IncidentNotOpen(Conflict):
    """Somebody has resolved the incident already."""

    code = "illegal_transition"

    def __init__(self) -> None:
        super().__init__("the incident is resolved already")


class ResolutionNotPossible(Conflict):
    """The incident's money, or its lack of money, does not allow this resolution."""

    code = "illegal_transition"


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
    resolved_at: datetime | None = None
    resolution: Resolution | None = None
    note: str | None = None
    resolved_by: UUID | None = None

    @property
    def state(self) -> IncidentState:
        """Whether somebody has decided it."""
        return IncidentState.OPEN if self.resolved_at is None else IncidentState.RESOLVED
