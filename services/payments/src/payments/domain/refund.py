"""Money that goes back: a row of its own, stored before the provider hears of it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from common.errors import Conflict
from common.money import Money
from payments.domain.reference import BITS, spell


class RefundStatus(StrEnum):
    """Where a refund stands."""

    REQUESTED = "requested"
    """The provider was certainly not called for it."""
    PROCESSING = "processing"
    """The provider was called, or may have been."""
    NEEDS_ATTENTION = "needs_attention"
    """It does not go on without a person, or without a receipt that nobody has told us yet."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    """This row moved nothing and never will; another row may stand in for it."""


class RefundReason(StrEnum):
    """Why the shop gives money back by itself; staff use words of their own."""

    DUPLICATE = "duplicate"
    LATE = "late"
    CANCELLED = "cancelled"
    STOCK_REFUSED = "stock_refused"
    REVIEW = "review"
    EXCESS = "excess"


ASIDE: Final = frozenset({RefundReason.DUPLICATE, RefundReason.REVIEW, RefundReason.EXCESS})
"""Why money goes back that never was the order's: orders is not told of it."""


class RefundExceedsCaptured(Conflict):
    """More would go back than came in and has not gone back yet."""

    code = "refund_exceeds_captured"

    def __init__(self, left: Money | None) -> None:
        shown = None if left is None else {"amount": left.amount, "currency": left.currency}
        super().__init__("so much is not there to be given back", refundable=shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """One sum on its way back from one attempt.

    When it fails, a further row with a reference of its own takes its place: such rows are a
    chain, and `number` counts them from 1.
    """

    id: UUID
    payment_id: UUID
    attempt_id: UUID
    order_id: UUID
    provider: str
    reference: str
    amount: Money
    reason: str
    status: RefundStatus
    automatic: bool
    counted: bool
    """Whether it takes from the order's money; False for what never counted as captured."""
    chain_id: UUID
    created_at: datetime
    updated_at: datetime
    number: int = 1
    in_flight: bool = False
    """Whether the provider may still do it: at most one of an attempt is."""
    requested_by: UUID | None = None
    note: str | None = None
    detail: str | None = None
    """Why it failed, or what it waits for."""
    provider_reference: str | None = None
    callback_hash: str | None = None
    begun_at: datetime | None = None
    called_at: datetime | None = None
    """When the provider was last called for it; asking is no call."""
    next_try_at: datetime | None = None
    tries: int = 0
    """How often the provider was called or asked since it last said something new."""

    @property
    def is_open(self) -> bool:
        """Whether its money is still to go."""
        return self.status not in {RefundStatus.SUCCEEDED, RefundStatus.FAILED}


def reference_of(refund_id: UUID) -> str:
    """Return what a refund is called at every provider, spelled like an attempt's reference."""
    digest = hashlib.sha256(b"refund:" + refund_id.bytes).digest()
    return spell(int.from_bytes(digest[:8]) >> (64 - BITS))


def left_of(captured: Money, refunds: Iterable[Refund]) -> Money:
    """Return what of a capture neither went back nor is about to."""
    gone = sum(one.amount.amount for one in refunds if one.status is not RefundStatus.FAILED)
    return Money(captured.amount - gone, captured.currency)


def are_whole(refunds: Iterable[Refund], captured: Money) -> bool:
    """Tell whether the provider gave all of a capture back for us, or may be about to."""
    gone = sum(
        one.amount.amount
        for one in refunds
        if one.in_flight or one.status is RefundStatus.SUCCEEDED
    )
    return 0 < captured.amount <= gone


def totals_of(refunds: Iterable[Refund]) -> tuple[int, int]:
    """Return how much of an order's money went back, and how much is still to go."""
    counted = [one for one in refunds if one.counted]
    refunded = sum(one.amount.amount for one in counted if one.status is RefundStatus.SUCCEEDED)
    return refunded, sum(one.amount.amount for one in counted if one.is_open)


class RefundStanding(StrEnum):
    """How a provider says a refund stands."""

    ABSENT = "absent"
    """It never heard of it: calling for it once more cannot make it two."""
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    """It had taken it on, and nothing went back."""
    REFUSED = "refused"
    """It did not take it on; `retryable` says whether a later call may work."""
    UNRECOGNISED = "unrecognised"
    """It used a word that we do not know; nothing may be concluded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOrder:
    """What a provider is asked to give back, and by what it knows the money."""

    reference: str
    """Ours, of this refund alone."""
    attempt_reference: str
    receipt: str | None
    """What the provider calls the money that came in."""
    session: str | None
    amount: Money
    is_whole: bool
    """Whether it is all that the attempt collected."""
    reason: str
    provider_reference: str | None = None
    """What the provider calls the refund, once it has said so."""
    called_at: datetime | None = None
    """When it was last called for this refund."""
    callback_token: str | None = None
    """32 hex digits for the address it reports to; only in a call, where its terms ask for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFinding:
    """What a provider answered when called or asked for a refund."""

    standing: RefundStanding
    amount: Money | None = None
    """What went back, where it says so."""
    provider_reference: str | None = None
    detail: str = ""
    retryable: bool = True
