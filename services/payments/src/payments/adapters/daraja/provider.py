"""M-Pesa by Safaricom's Daraja: a prompt on the payer's phone, in Kenya."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from payments.adapters.daraja import callbacks, dialect, receipts, reversal
from payments.adapters.daraja.account import Account
from payments.adapters.daraja.initiator import Initiator
from payments.adapters.daraja.token import SharedToken
from payments.adapters.outbound import Outbound, Reply
from payments.domain.attempt import Attempt
from payments.domain.provider import Begun, Finding, Flow, Kind, Limits, Report, Standing, Terms
from payments.domain.refund import RefundFinding, RefundOrder, RefundStanding
from payments.domain.webhook import Notice
from payments.usecases.ports import Charge
from payments.usecases.problems import NeverAsked
from payments.usecases.settle import LONG, SHORT

_RESULT_LOST: Final = timedelta(minutes=5)
"""After so long a result that is told once will not come any more."""
TERMS: Final = Terms(
    code="mpesa",
    name="M-Pesa",
    kinds=(Kind.MOBILE_MONEY,),
    flow=Flow.PROMPT,
    limits={"KES": Limits(100, 25_000_000, step=100)},
    needs_phone_number=True,
    phone_numbers=dialect.PHONE,
    callback_tokens=True,
    partial_refunds=False,
    refunds_by_receipt=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Daraja:
    """The `Provider` port over Daraja's API."""

    outbound: Outbound
    token: SharedToken
    account: Account
    initiator: Initiator | None = None
    callback_url: str
    """Where it reports to; the attempt's own token follows."""
    senders: frozenset[str] = frozenset()
    """The addresses it may report from; empty for any."""
    terms: Terms = TERMS
    channel: str | None = "daraja"

    @property
    def is_reachable(self) -> bool:
        """False while its breaker is open: it would not be asked."""
        return self.outbound.is_reachable("push") and self.outbound.is_reachable("token")

    async def begin(self, charge: Charge) -> Begun:
        """Ring the payer's phone; never twice for one reference, for it would ring twice."""
        address = f"{self.callback_url}/{charge.callback_token}"
        body = dialect.push(charge, self.account.proof(), callback_url=address)
        try:
            reply = await self._call("push", "mpesa/stkpush/v1/processrequest", body, SHORT)
        except NeverAsked:
            return dialect.DOWN
        return dialect.begun(reply)

    async def ask(self, attempt: Attempt, *, patience: timedelta) -> Finding:
        """Query the prompt; safe to repeat."""
        if attempt.session is None:
            # The answer to the push was lost: only the callback can tell what became of it.
            return Finding(standing=Standing.UNTRACEABLE)
        body = {**self.account.proof(), "CheckoutRequestID": attempt.session}
        reply = await self._call("query", "mpesa/stkpushquery/v1/query", body, patience)
        return dialect.found(reply, session=attempt.session)

    async def void(self, attempt: Attempt) -> bool:
        """No call takes a prompt back: it lapses by itself."""
        del attempt
        return False

    async def refund(self, order: RefundOrder) -> RefundFinding:
        """Reverse all of a receipt; its result is reported later."""
        if self.initiator is None:
            return reversal.refused("nobody is set up who may reverse M-Pesa payments")
        if order.receipt is None or not order.is_whole:
            return reversal.refused("M-Pesa gives back all of a receipt, and nothing else")
        body = reversal.request(
            order,
            self.initiator,
            shortcode=self.account.shortcode,
            result_url=f"{self.callback_url}/{order.callback_token}",
        )
        reply = await self._call("reversal", "mpesa/reversal/v1/request", body, LONG)
        return reversal.taken(reply)

    async def ask_refund(self, order: RefundOrder, *, patience: timedelta) -> RefundFinding:
        """Say what can be known: it has no such question, and reports a result once."""
        del patience
        is_fresh = order.called_at is None or self.account.clock() < order.called_at + _RESULT_LOST
        if order.provider_reference is not None and is_fresh:
            return RefundFinding(standing=RefundStanding.PENDING)
        # A receipt is reversed only once, so asking for it again makes it no second time.
        return RefundFinding(standing=RefundStanding.ABSENT)

    async def trace(self, order: RefundOrder) -> None:
        """Have it look the payment up; receipt and amount are reported later."""
        if self.initiator is None or order.session is None:
            return
        body = receipts.request(
            order,
            self.initiator,
            shortcode=self.account.shortcode,
            result_url=f"{self.callback_url}/{order.callback_token}",
        )
        await self._call("status", "mpesa/transactionstatus/v1/query", body, LONG)

    def is_authentic(self, notice: Notice) -> bool:
        """Tell whether it came from where it may; its address was checked already."""
        return not self.senders or notice.sender in self.senders

    def report_of(self, notice: Notice) -> Report | None:
        """Return what the callback says; None where it cannot be read."""
        return callbacks.report_of(notice)

    async def _call(
        self, operation: str, path: str, body: dict[str, Any], patience: timedelta
    ) -> Reply:
        token = await self.token.current()
        reply = await self._send(operation, path, body, patience, token)
        if not dialect.is_token_refused(reply):
            return reply
        # Another process may have fetched one since, which put an end to ours.
        token = await self.token.current(refused=token)
        return await self._send(operation, path, body, patience, token)

    async def _send(
        self, operation: str, path: str, body: dict[str, Any], patience: timedelta, token: str
    ) -> Reply:
        headers = {"authorization": f"Bearer {token}"}
        return await self.outbound.call(
            operation, "POST", path, patience=patience, json=body, headers=headers
        )
