"""What a provider holds, and the one table by which a payment's state moves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final


class Status(StrEnum):
    """Where a payment stands, in words common to all providers."""

    PENDING = "pending"
    SUCCESS = "success"
    FAILED = "failed"
    ABANDONED = "abandoned"
    VOIDED = "voided"


class Outcome(StrEnum):
    """What the payer does."""

    APPROVE = "approve"
    DECLINE = "decline"
    ABANDON = "abandon"


class RefundStatus(StrEnum):
    """Where a refund stands."""

    PROCESSING = "processing"
    REFUNDED = "refunded"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Transaction:
    """One payment at one provider; `amount` and `fee` in minor units."""

    provider: str
    reference: str
    provider_reference: str
    token: str
    amount: int
    fee: int
    currency: str
    status: Status
    phone_number: str | None
    created_at: datetime
    updated_at: datetime
    number: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def asked_as(self) -> str:
        """The merchant's reference, which `reference` extends where it was given before."""
        return str(self.details.get("asked_as", self.reference))


@dataclass(frozen=True, kw_only=True)
class Refund:
    """Money on its way back; `payment` is the transaction's own reference, `amount` minor units."""

    provider: str
    reference: str
    merchant_reference: str | None
    payment: str
    amount: int
    status: RefundStatus
    reason: str | None
    created_at: datetime
    updated_at: datetime
    number: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)


class IllegalDecision(Exception):
    """The payer can no longer do that."""

    def __init__(self, status: Status, outcome: Outcome) -> None:
        super().__init__(f"a payment that is {status} cannot {outcome}")


# A failed or forgotten page may still be paid: late money is what shops handle worst.
STEPS: Final[Mapping[Status, Mapping[Outcome, Status]]] = {
    Status.PENDING: {
        Outcome.APPROVE: Status.SUCCESS,
        Outcome.DECLINE: Status.FAILED,
        Outcome.ABANDON: Status.ABANDONED,
    },
    Status.FAILED: {
        Outcome.APPROVE: Status.SUCCESS,
        Outcome.DECLINE: Status.FAILED,
        Outcome.ABANDON: Status.FAILED,
    },
    Status.ABANDONED: {
        Outcome.APPROVE: Status.SUCCESS,
        Outcome.DECLINE: Status.FAILED,
        Outcome.ABANDON: Status.ABANDONED,
    },
    Status.SUCCESS: {Outcome.APPROVE: Status.SUCCESS},
    Status.VOIDED: {},
}
VOIDABLE: Final = frozenset({Status.PENDING, Status.FAILED, Status.ABANDONED})
PAYABLE: Final = VOIDABLE


def step(status: Status, outcome: Outcome) -> Status:
    """Look up where `outcome` takes a payment that is `status`."""
    try:
        return STEPS[status][outcome]
    except KeyError:
        raise IllegalDecision(status, outcome) from None
