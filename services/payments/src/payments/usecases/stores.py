"""What is stored, as seen from inside one open transaction."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from common.events.base import Event
from common.money import Money
from payments.domain.attempt import Attempt
from payments.domain.capture import Capture
from payments.domain.incident import Incident
from payments.domain.payment import Payment
from payments.domain.provider import Limits
from payments.domain.webhook import Intake, Notice, StoredWebhook
from payments.usecases.refunds.store import Refunds


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """What staff decided about a provider; `limits` replace the provider's own."""

    code: str
    enabled: bool
    limits: Mapping[str, Limits]
    version: int
    updated_at: datetime


class Payments(Protocol):
    """The stored payments, inside the open transaction."""

    async def opened(self, payment: Payment) -> Payment:
        """Store it unless its order has one; return the one that stands, locked."""
        ...

    async def locked(self, payment_id: UUID) -> Payment:
        """Return it, held against other writers; raise `PaymentNotFound`."""
        ...

    async def find(self, payment_id: UUID) -> Payment | None:
        """Return it, if there is one."""
        ...

    async def of_order(self, order_id: UUID) -> Payment | None:
        """Return the order's payment, locked, if there is one."""
        ...

    async def save(self, payment: Payment) -> None:
        """Store its new state."""
        ...


class Attempts(Protocol):
    """The stored attempts, inside the open transaction."""

    async def add(self, attempt: Attempt) -> None:
        """Store a new one."""
        ...

    async def find(self, attempt_id: UUID) -> Attempt | None:
        """Return it, if there is one."""
        ...

    async def referred(self, provider: str, reference: str) -> Attempt | None:
        """Return the provider's attempt of this reference, if there is one."""
        ...

    async def called_back(self, callback_hash: str) -> Attempt | None:
        """Return the attempt whose provider reports to the address of this token's hash."""
        ...

    async def of(self, payment_id: UUID) -> list[Attempt]:
        """Return a payment's attempts, oldest first."""
        ...

    async def save(self, attempt: Attempt) -> None:
        """Store its new state."""
        ...

    async def due(self, *, limit: int, lease: timedelta) -> list[Attempt]:
        """Take attempts that are to be asked about; none is taken twice within the lease."""
        ...

    async def left(self, *, older_than: timedelta, limit: int) -> list[Attempt]:
        """Return attempts that were left `initiating` and that nobody works on."""
        ...


class Captures(Protocol):
    """The money that arrived: only ever added to."""

    async def add(self, capture: Capture) -> None:
        """Book it."""
        ...

    async def of(self, payment_id: UUID) -> Mapping[UUID, Money]:
        """Return what each attempt of a payment collected, whether it counts or not."""
        ...

    async def review(
        self, attempt_id: UUID, *, incident_id: UUID, accepted: bool, counted: int, at: datetime
    ) -> None:
        """Note what staff decided about what the attempt collected."""
        ...


class Incidents(Protocol):
    """What a person must look at."""

    async def open(self, incident: Incident) -> bool:
        """Store it; False when one like it is open already."""
        ...

    async def find(self, incident_id: UUID) -> Incident | None:
        """Return it, if there is one."""
        ...

    async def locked(self, incident_id: UUID) -> Incident:
        """Return it, held against other writers; raise `IncidentNotFound`."""
        ...

    async def save(self, incident: Incident) -> None:
        """Store how it was resolved."""
        ...


class Switches(Protocol):
    """What staff decided about providers."""

    async def all(self) -> Mapping[str, Switch]:
        """Return every provider's switch, by code."""
        ...

    async def save(self, switch: Switch) -> Switch:
        """Store it; returns it with its new version."""
        ...


class Webhooks(Protocol):
    """What providers sent, as they sent it."""

    async def store(self, notice: Notice, *, webhook_id: UUID) -> bool:
        """Keep it; False when the same bytes came before."""
        ...

    async def due(self, *, limit: int, lease: timedelta) -> list[StoredWebhook]:
        """Take those that are to be worked on; none is taken twice within the lease."""
        ...

    async def mark(
        self,
        webhook_id: UUID,
        state: Intake,
        *,
        reference: str | None,
        again_in: timedelta | None = None,
        error: str | None = None,
    ) -> None:
        """Note what became of it, and when it is looked at again."""
        ...

    async def replay(self, webhook_id: UUID) -> Intake | None:
        """Have it worked on anew; returns how far it was, None where there is no such webhook."""
        ...

    async def fail(self, webhook_id: UUID, *, error: str, again_in: timedelta | None) -> None:
        """Note why work on it failed; None parks it."""
        ...


class Outbox(Protocol):
    """Events that leave when the transaction commits."""

    def add(self, event: Event) -> None:
        """Queue the event."""
        ...


class Tx(Protocol):
    """One open transaction: what is done through it happens together or not at all."""

    @property
    def payments(self) -> Payments: ...  # noqa: D102

    @property
    def attempts(self) -> Attempts: ...  # noqa: D102

    @property
    def captures(self) -> Captures: ...  # noqa: D102

    @property
    def refunds(self) -> Refunds: ...  # noqa: D102

    @property
    def incidents(self) -> Incidents: ...  # noqa: D102

    @property
    def switches(self) -> Switches: ...  # noqa: D102

    @property
    def webhooks(self) -> Webhooks: ...  # noqa: D102

    @property
    def outbox(self) -> Outbox: ...  # noqa: D102

    async def now(self) -> datetime:
        """Return the database's clock, which decides about every deadline."""
        ...


OpenTx = Callable[[], AbstractAsyncContextManager[Tx]]
