"""Where payments are begun, decided and given back, whichever provider's dialect asked."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from fastapi import FastAPI

from simulator.core.background import Background
from simulator.core.book import Book
from simulator.core.clock import utcnow
from simulator.core.faults import Dials, Faults
from simulator.core.sender import Notice, Sender
from simulator.core.transactions import (
    VOIDABLE,
    Outcome,
    Refund,
    RefundStatus,
    Status,
    Transaction,
    step,
)

REFUND_TAKES_S: Final = 1.0
SLOW_REFUND_TAKES_S: Final = 10.0


Sum = tuple[int, str]
"""Minor units and their currency."""


class Provider(Protocol):
    """A dialect: its own paths, and how it spells facts."""

    @property
    def name(self) -> str:
        """Its name in paths and dials."""
        ...

    @property
    def remarks(self) -> Mapping[str, str]:
        """What a dial means here, where it is not what it usually means."""
        ...

    def api(self, desk: "Desk") -> FastAPI:
        """Build the application that answers under `/<name>`."""
        ...

    def page(self, payment: Transaction) -> str:
        """Return the path on which the payer decides."""
        ...

    def decided(self, payment: Transaction, dials: Dials) -> Notice | None:
        """Spell the decision, as crooked as the dials say; None where the provider is silent."""
        ...

    def returned(self, refund: Refund, payment: Transaction, dials: Dials) -> Notice | None:
        """Spell how a refund ended; None where the provider is silent."""
        ...

    def hint(self, payment: Transaction) -> Notice | None:
        """Spell the unsigned call that some providers make besides the webhook."""
        ...


@dataclass(frozen=True)
class Desk:
    """The common core: one book, one set of dials, one sender."""

    book: Book
    faults: Faults
    sender: Sender
    background: Background
    providers: Mapping[str, Provider] = field(default_factory=dict)

    async def begin(self, payment: Transaction) -> Transaction:
        """Write a new payment down; the `auto` dial may decide it soon."""
        payment = self.book.put(payment)
        dials = self.faults.of(payment.provider)
        if dials.auto != "none":
            outcome = Outcome(dials.auto)
            self.background.spawn(self._decide_later(payment, outcome, dials.decision_delay_s))
        await self.book.synced()
        return payment

    async def decide(
        self, payment: Transaction, outcome: Outcome, *, paying: Sum | None = None
    ) -> Transaction:
        """Do what the payer did and tell the merchant; repeats change and tell nothing.

        `paying` is what was truly paid, where it is not what was asked for.
        """
        status = step(payment.status, outcome)
        if status is payment.status:
            return payment
        amount, currency = paying or (payment.amount, payment.currency)
        payment = self.book.put(
            replace(payment, status=status, amount=amount, currency=currency, updated_at=utcnow())
        )
        await self.book.synced()
        self._tell(payment)
        return payment

    async def void(self, payment: Transaction) -> bool:
        """Close an unpaid payment for good; False when it is paid or closed already."""
        if payment.status not in VOIDABLE:
            return False
        self.book.put(replace(payment, status=Status.VOIDED, updated_at=utcnow()))
        await self.book.synced()
        return True

    async def give_back(self, refund: Refund) -> Refund:
        """Write a refund down; it ends a second later, or as the dial says."""
        refund = self.book.put(refund)
        self.background.spawn(self._finish(refund))
        await self.book.synced()
        return refund

    def resend(self, payment: Transaction) -> bool:
        """Send the decision's webhook again, by today's dials; False when there is none."""
        dials = self.faults.of(payment.provider, payment.reference)
        notice = self.providers[payment.provider].decided(payment, dials)
        if notice is not None:
            self.sender.webhook(notice, dials)
        return notice is not None

    def resume(self) -> None:
        """Finish what a stopped process had promised."""
        for refund in self.book.refunds():
            if refund.status is RefundStatus.PROCESSING:
                self.background.spawn(self._finish(refund))

    async def forget(self) -> None:
        """Empty the book, drop what waits and turn the dials back."""
        await self.background.cancel()
        self.book.forget()
        self.faults.reset()
        await self.book.synced()

    async def close(self) -> None:
        """End all background work."""
        await self.background.cancel()
        await self.sender.close()

    def send(self, notice: Notice | None, dials: Dials) -> None:
        """Send by the dials what there is to send."""
        if notice is not None and dials.webhook != "none":
            self.sender.webhook(notice, dials)

    def _tell(self, payment: Transaction) -> None:
        dials = self.faults.of(payment.provider, payment.reference)
        provider = self.providers[payment.provider]
        self.send(provider.decided(payment, dials), dials)
        if dials.webhook != "none" and (hint := provider.hint(payment)):
            self.sender.hint(hint)

    async def _decide_later(self, payment: Transaction, outcome: Outcome, delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        now = self.book.transaction(payment.provider, payment.reference)
        # Somebody at the pay page or a cancellation may have been faster.
        if now is not None and now.status is Status.PENDING:
            await self.decide(now, outcome)

    async def _finish(self, refund: Refund) -> None:
        status = await self._fate(refund)
        done = self.book.put(replace(refund, status=status, updated_at=utcnow()))
        await self.book.synced()
        payment = self.book.transaction(refund.provider, refund.payment)
        if payment is not None:
            dials = self._dials_of(refund)
            self.send(self.providers[refund.provider].returned(done, payment, dials), dials)

    async def _fate(self, refund: Refund) -> RefundStatus:
        is_slow = self._dials_of(refund).refund == "slow"
        await asyncio.sleep(SLOW_REFUND_TAKES_S if is_slow else REFUND_TAKES_S)
        while (dial := self._dials_of(refund).refund) == "pending":
            await self.faults.turned()
        return RefundStatus.FAILED if dial == "failed" else RefundStatus.REFUNDED

    def _dials_of(self, refund: Refund) -> Dials:
        return self.faults.of(refund.provider, refund.payment)


def open_desk(book: Book, providers: Iterable[Provider]) -> Desk:
    """Put the common core together for these providers."""
    by_name = {provider.name: provider for provider in providers}
    background = Background()
    faults = Faults(by_name)
    return Desk(book, faults, Sender(faults, background), background, by_name)
