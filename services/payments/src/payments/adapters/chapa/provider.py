"""Chapa: hosted checkout for cards and mobile money in Ethiopia."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from payments.adapters.chapa import dialect, signature
from payments.adapters.outbound import Outbound
from payments.domain.attempt import Attempt
from payments.domain.provider import Begun, Finding, Flow, Kind, Limits, Report, Terms
from payments.domain.webhook import Notice
from payments.usecases.ports import Charge
from payments.usecases.settle import LONG, SHORT

TERMS: Final = Terms(
    code="chapa",
    name="Chapa",
    kinds=(Kind.CARD, Kind.MOBILE_MONEY),
    flow=Flow.REDIRECT,
    limits={"ETB": Limits(100), "USD": Limits(100)},
)


@dataclass(frozen=True, slots=True)
class Chapa:
    """The `Provider` port over Chapa's API."""

    outbound: Outbound
    webhook_secrets: Sequence[str] = field(repr=False)
    return_url: str
    """Where browsers and callbacks come back to; the reference follows."""
    terms: Terms = TERMS
    channel: str | None = "chapa"

    @property
    def is_reachable(self) -> bool:
        """False while its breaker is open: it would not be asked."""
        return self.outbound.is_reachable("initialize")

    async def begin(self, charge: Charge) -> Begun:
        """Open a checkout; never twice for one reference."""
        body = dialect.initialize(charge, return_url=f"{self.return_url}/{charge.reference}")
        reply = await self.outbound.call(
            "initialize", "POST", "transaction/initialize", json=body, patience=SHORT
        )
        return dialect.begun(reply.status, reply.body)

    async def ask(self, attempt: Attempt, *, patience: timedelta) -> Finding:
        """Verify the transaction; safe to repeat."""
        reply = await self.outbound.call(
            "verify", "GET", f"transaction/verify/{attempt.reference}", patience=patience
        )
        return dialect.found(reply.status, reply.body, reference=attempt.reference)

    async def void(self, attempt: Attempt) -> bool:
        """Expire the checkout link; True when this call certainly closed it."""
        reply = await self.outbound.call(
            "cancel", "PUT", f"transaction/cancel/{attempt.reference}", patience=LONG
        )
        return dialect.is_voided(reply.status, reply.body)

    def is_authentic(self, notice: Notice) -> bool:
        """Tell whether Chapa signed this very body; constant time."""
        return signature.is_signed(notice, self.webhook_secrets)

    def report_of(self, notice: Notice) -> Report | None:
        """Return the `tx_ref` the notice is about, and nothing else: `verify` says the rest."""
        reference = dialect.reference_in(notice.body)
        return None if reference is None else Report(reference=reference)
