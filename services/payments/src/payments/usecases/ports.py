"""What the use cases need from the world, in their own terms."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from common.money import Money
from payments.domain.attempt import Attempt
from payments.domain.payment import Payment
from payments.domain.provider import Begun, Finding, Report, Terms
from payments.domain.refund import RefundFinding, RefundOrder
from payments.domain.schedule import Clocks
from payments.domain.webhook import Notice
from payments.usecases.stores import OpenTx, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who pays, as far as a provider wants to know."""

    email: str | None
    full_name: str | None
    phone_number: str | None
    locale: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Orders' leave to collect: what is owed, and by whom."""

    number: str
    amount: Money
    owner: str | None
    token_hash: str | None = None
    """Of the order's token: who shows it is the owner too."""
    customer: Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What orders is asked: may this attempt begin with a provider of these terms?"""

    order_id: UUID
    attempt_id: UUID
    terms: Terms
    credentials: Mapping[str, str]
    """The caller's own headers, passed on unchanged."""


class Orders(Protocol):
    """The orders service."""

    async def begin(self, asking: Asking) -> Grant:
        """Let the attempt begin; raise orders' own problem, or `Unavailable`. Repeatable."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What a provider is asked to collect."""

    reference: str
    amount: Money
    order_number: str
    customer: Customer
    phone_number: str | None
    callback_token: str | None = None
    """32 hex digits for the address it reports to; only where its terms ask for one."""


class Provider(Protocol):
    """One way to pay. Every call may raise `ProviderSilent`."""

    @property
    def terms(self) -> Terms:
        """What it is and takes, before the shop's own limits."""
        ...

    @property
    def is_reachable(self) -> bool:
        """False while its breaker is open: it would not be asked."""
        ...

    @property
    def channel(self) -> str | None:
        """What its webhooks come by; None where it sends none."""
        ...

    async def begin(self, charge: Charge) -> Begun:
        """Ask it to collect; never twice for one reference."""
        ...

    async def ask(self, attempt: Attempt, *, patience: timedelta) -> Finding:
        """Ask how the attempt stands; safe to repeat."""
        ...

    async def void(self, attempt: Attempt) -> bool:
        """Close it for good; True when it is certainly closed, perhaps by a payment until then."""
        ...

    async def refund(self, order: RefundOrder) -> RefundFinding:
        """Ask it to give money back; a call whose answer was lost is asked about first."""
        ...

    async def ask_refund(self, order: RefundOrder, *, patience: timedelta) -> RefundFinding:
        """Ask how a refund stands; safe to repeat. `ABSENT` has the call made once more."""
        ...

    async def trace(self, order: RefundOrder) -> None:
        """Have it look its receipt up, and report it to the order's address."""
        ...

    def is_authentic(self, notice: Notice) -> bool:
        """Tell whether the provider sent this; constant time.

        The token of an address is checked already where the terms ask for one.
        """
        ...

    def report_of(self, notice: Notice) -> Report | None:
        """Return what the notice says; None where it cannot be read."""
        ...


Providers = Mapping[str, Provider]
"""Those that this installation has credentials for, by code."""


def provider_of(channel: str, providers: Providers) -> Provider | None:
    """Return the provider whose webhooks come by the channel."""
    return next((one for one in providers.values() if one.channel == channel), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a use case of several transactions works with; no connection is held in between."""

    open_tx: OpenTx
    open_look: OpenTx
    """For reads alone: each sees what is committed when it is asked."""
    providers: Providers
    catalogue: Mapping[str, Terms]
    """The terms of every provider there is, with credentials or without."""
    orders: Orders
    clocks: Clocks
    clock: Callable[[], datetime]
    """This process's own time, in UTC: roughly the database's."""
    token_of: Callable[[UUID], str]
    """Makes the token of a refund's address, the same each time: 32 hex digits nobody guesses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The attempt that answers a request, and whether the request made it."""

    payment: Payment
    attempt: Attempt
    is_new: bool


Seal = Callable[[Tx, Outcome], Awaitable[None]]
"""Keeps the answer to the caller's key in the transaction that makes it true."""
