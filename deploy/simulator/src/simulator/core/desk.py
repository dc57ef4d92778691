"""Where payments are begun, decided and given back, whichever provider's dialect asked."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
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


class Fact(StrEnum):
    """What a provider may tell the merchant about a payment."""

    DECIDED = "decided"
    REFUNDED = "refunded"


class Provider(Protocol):
    """A dialect: its own paths, and how it spells facts."""

    @property
    def name(self) -> str:
        """Its name in paths and dials."""
        ...

    def api(self, desk: "Desk") -> FastAPI:
        """Build the application that answers under `/<name>`."""
        ...

    def webhook(self, payment: Transaction, fact: Fact, dials: Dials) -> Notice | None:
        """Spell the fact, as crooked as the dials say; None where the provider is silent."""
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

    async def decide(self, payment: Transaction, outcome: Outcome) -> Transaction:
        """Do what the payer did and tell the merchant; repeats change and tell nothing."""
        status = step(payment.status, outcome)
        if status is payment.status:
            return payment
        payment = self.book.put(replace(payment, status=status, updated_at=utcnow()))
        await self.book.synced()
        self._tell(payment, Fact.DECIDED)
        return payment

    async def void(self, payment: Transaction) -> bool:
        """Close an unpaid payment for good; False when it is paid or closed already."""
        if payment.status not in VOIDABLE:
            return False
        self.book.put(replace(payment, status=Status.VOIDED, updated_at=utcnow()))
        await self.book.synced()
        return True

    async def give_back(self, refund: Refund) -> Refund:
        """Write a refund down; it reaches the payer a second later."""
        refund = self.book.put(refund)
        self.background.spawn(self._finish(refund))
        await self.book.synced()
        return refund

    def resend(self, payment: Transaction) -> bool:
        """Send the decision's webhook again, by today's dials; False when there is none."""
        dials = self.faults.of(payment.provider)
        notice = self.providers[payment.provider].webhook(payment, Fact.DECIDED, dials)
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

    def _tell(self, payment: Transaction, fact: Fact) -> None:
        dials = self.faults.of(payment.provider)
        if dials.webhook == "none":
            return
        provider = self.providers[payment.provider]
        if webhook := provider.webhook(payment, fact, dials):
            self.sender.webhook(webhook, dials)
        if fact is Fact.DECIDED and (hint := provider.hint(payment)):
            self.sender.hint(hint)

    async def _decide_later(self, payment: Transaction, outcome: Outcome, delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        now = self.book.transaction(payment.provider, payment.reference)
        # Somebody at the pay page or a cancellation may have been faster.
        if now is not None and now.status is Status.PENDING:
            await self.decide(now, outcome)

    async def _finish(self, refund: Refund) -> None:
        await asyncio.sleep(REFUND_TAKES_S)
        done = replace(refund, status=RefundStatus.REFUNDED, updated_at=utcnow())
        self.book.put(done)
        await self.book.synced()
        payment = self.book.transaction(refund.provider, refund.payment)
        if payment is not None:
            self._tell(payment, Fact.REFUNDED)


def open_desk(book: Book, providers: Iterable[Provider]) -> Desk:
    """Put the common core together for these providers."""
    by_name = {provider.name: provider for provider in providers}
    background = Background()
    faults = Faults(by_name)
    return Desk(book, faults, Sender(faults, background), background, by_name)
