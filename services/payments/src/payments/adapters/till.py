"""Money that staff handle themselves: cash on delivery, and what they record by hand."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from payments.domain.attempt import Attempt
from payments.domain.provider import (
    Authorized,
    Begun,
    Finding,
    Flow,
    Kind,
    Limits,
    Report,
    Standing,
    Terms,
)
from payments.domain.refund import RefundFinding, RefundOrder, RefundStanding
from payments.domain.refund_course import BY_HAND
from payments.domain.webhook import Notice
from payments.usecases.ports import Charge

_ANY: Final = {currency: Limits(1) for currency in ("ETB", "EUR", "KES", "NGN", "USD")}

CASH: Final = Terms(
    code="cash",
    name="Cash on delivery",
    kinds=(Kind.CASH,),
    flow=Flow.NONE,
    limits=_ANY,
    refundable=False,
)
MANUAL: Final = Terms(
    code="manual",
    name="Recorded by staff",
    kinds=(Kind.BANK,),
    flow=Flow.NONE,
    limits=_ANY,
    staff_only=True,
    refundable=False,
)


@dataclass(frozen=True, slots=True)
class Till:
    """The `Provider` port of money that nobody outside tells us about.

    Cash is certain as soon as it is chosen; manual money only when staff record it.
    """

    terms: Terms
    standing: Standing
    is_reachable: bool = True
    channel: str | None = None

    async def begin(self, charge: Charge) -> Begun:
        """Count on the money."""
        del charge
        return Authorized()

    async def ask(self, attempt: Attempt, *, patience: timedelta) -> Finding:
        """Say how it stands as long as nobody recorded anything."""
        del attempt, patience
        return Finding(standing=self.standing)

    async def void(self, attempt: Attempt) -> bool:
        """There is nothing to close."""
        del attempt
        return True

    async def refund(self, order: RefundOrder) -> RefundFinding:
        """Leave it to a person: the drawer does not open by itself."""
        del order
        return RefundFinding(standing=RefundStanding.REFUSED, detail=BY_HAND, retryable=False)

    async def ask_refund(self, order: RefundOrder, *, patience: timedelta) -> RefundFinding:
        """Say that nobody was asked."""
        del order, patience
        return RefundFinding(standing=RefundStanding.ABSENT)

    async def trace(self, order: RefundOrder) -> None:
        """Nothing is lost that staff wrote down."""
        del order

    def is_authentic(self, notice: Notice) -> bool:
        """Nobody sends anything."""
        del notice
        return False

    def report_of(self, notice: Notice) -> Report | None:
        """Nobody sends anything."""
        del notice
        return None
