"""Chapa: hosted checkout for cards and mobile money in Ethiopia."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from payments.adapters.chapa import dialect, refunds, signature
from payments.adapters.outbound import Outbound
from payments.domain.attempt import Attempt
from payments.domain.provider import Begun, Finding, Flow, Kind, Limits, Report, Terms
from payments.domain.refund import RefundFinding, RefundOrder
from payments.domain.webhook import Notice
from payments.usecases.ports import Charge
from payments.usecases.settle import LONG, SHORT

TERMS: Final = Terms(
    code="chapa",
    name="Chapa",
    kinds=(Kind.CARD, Kind.MOBILE_MONEY),
    flow=Flow.REDIRECT,
    limits={"ETB": Limits(100), "USD": Limits(100)},
    voidable=True,
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
        return await self._verified(attempt.reference, patience)

    async def void(self, attempt: Attempt) -> bool:
        """Expire the checkout link; True when it is certainly closed, by this call or before."""
        reply = await self.outbound.call(
            "cancel", "PUT", f"transaction/cancel/{attempt.reference}", patience=LONG
        )
        return dialect.is_voided(reply.status, reply.body)

    async def refund(self, order: RefundOrder) -> RefundFinding:
        """Give money back; Chapa's own reference of the payment is tried first."""
        for name in filter(None, (order.receipt, order.attempt_reference)):
            reply = await self.outbound.call(
                "refund", "POST", f"refund/{name}", form=refunds.form(order), patience=LONG
            )
            finding = refunds.taken(reply.status, reply.body, order)
            if finding is not None:
                return finding
        return refunds.unknown()

    async def ask_refund(self, order: RefundOrder, *, patience: timedelta) -> RefundFinding:
        """Verify the refund, by Chapa's name or ours, else by the payment's own state."""
        name = order.provider_reference or order.reference
        reply = await self.outbound.call(
            "verify_refund", "GET", f"refund/{name}/verify", patience=patience
        )
        finding = refunds.found(reply.status, reply.body)
        if finding is not None:
            return finding
        return refunds.concluded(await self._verified(order.attempt_reference, patience), order)

    async def trace(self, order: RefundOrder) -> None:
        """It is known by our own reference: there is nothing to look up."""
        del order

    def is_authentic(self, notice: Notice) -> bool:
        """Tell whether Chapa signed this very body; constant time."""
        return signature.is_signed(notice, self.webhook_secrets)

    def report_of(self, notice: Notice) -> Report | None:
        """Return the `tx_ref` the notice is about, and nothing else: `verify` says the rest."""
        reference = dialect.reference_in(notice.body)
        return None if reference is None else Report(reference=reference)

    async def _verified(self, reference: str, patience: timedelta) -> Finding:
        reply = await self.outbound.call(
            "verify", "GET", f"transaction/verify/{reference}", patience=patience
        )
        return dialect.found(reply.status, reply.body, reference=reference)
