"""Payments, attempts, money and webhooks in memory, by the rules of their tables."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from payments.domain.attempt import UNDECIDED, WITHOUT_MONEY, Attempt, AttemptStatus
from payments.domain.payment import Payment
from payments.usecases.problems import PaymentNotFound
from payments.usecases.stores import Switch
from simulation.clock import Clock
from simulation.money_side import Captures, Incidents
from simulation.refunds_side import Refunds
from simulation.service import BareTx
from simulation.tables import Tables
from simulation.webhooks_side import Webhooks

_ASKED: Final = WITHOUT_MONEY | {AttemptStatus.PENDING}


class Payments:
    """The `Payments` port: one payment an order, and versions that only grow."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.rows: dict[UUID, Payment] = {}
        self.orders: dict[UUID, UUID] = {}

    async def opened(self, payment: Payment) -> Payment:
        """Store it unless its order has one; return the one that stands."""
        known = await self.of_order(payment.order_id)
        if known is not None:
            return known
        self._tables.put(self.orders, payment.order_id, payment.id)
        self._tables.put(self.rows, payment.id, payment)
        return payment

    async def locked(self, payment_id: UUID) -> Payment:
        """Return it; raise `PaymentNotFound`."""
        if payment_id not in self.rows:
            raise PaymentNotFound
        return self.rows[payment_id]

    async def find(self, payment_id: UUID) -> Payment | None:
        """Return it, if there is one."""
        return self.rows.get(payment_id)

    async def of_order(self, order_id: UUID) -> Payment | None:
        """Return the order's payment, if there is one."""
        payment_id = self.orders.get(order_id)
        return None if payment_id is None else self.rows[payment_id]

    async def save(self, payment: Payment) -> None:
        """Store its new state."""
        before = self.rows[payment.id]
        if payment.version <= before.version or payment.order_version < before.order_version:
            raise self._tables.refuse("a payment's versions only grow")
        owed = 0 if payment.amount is None else payment.amount.amount
        if not 0 <= payment.captured <= owed:
            raise self._tables.refuse(f"{payment.captured} captured of {owed}")
        self._tables.put(self.rows, payment.id, payment)


class Attempts:
    """The `Attempts` port: at most one of a payment is undecided, no reference comes twice."""

    def __init__(self, tables: Tables, clock: Clock) -> None:
        self._tables = tables
        self._clock = clock
        self.rows: dict[UUID, Attempt] = {}
        self._references: dict[str, UUID] = {}
        self._callbacks: dict[str, UUID] = {}

    async def add(self, attempt: Attempt) -> None:
        """Store a new one."""
        self._tables.add(self._references, attempt.reference, attempt.id)
        if attempt.id in self.rows:
            raise self._tables.refuse("an attempt comes once")
        await self.save(attempt)

    async def find(self, attempt_id: UUID) -> Attempt | None:
        """Return it, if there is one."""
        return self.rows.get(attempt_id)

    async def referred(self, provider: str, reference: str) -> Attempt | None:
        """Return the provider's attempt of this reference, if there is one."""
        found = self._references.get(reference)
        attempt = None if found is None else self.rows[found]
        return attempt if attempt is not None and attempt.provider == provider else None

    async def called_back(self, callback_hash: str) -> Attempt | None:
        """Return the attempt whose provider reports to the address of this token's hash."""
        found = self._callbacks.get(callback_hash)
        return None if found is None else self.rows[found]

    async def of(self, payment_id: UUID) -> list[Attempt]:
        """Return a payment's attempts, oldest first."""
        return [one for one in self.rows.values() if one.payment_id == payment_id]

    async def save(self, attempt: Attempt) -> None:
        """Store its new state."""
        self._tables.put(self.rows, attempt.id, attempt)
        if attempt.callback_hash is not None:
            self._tables.put(self._callbacks, attempt.callback_hash, attempt.id)
        undecided = [one for one in await self.of(attempt.payment_id) if one.status in UNDECIDED]
        if len(undecided) > 1:
            raise self._tables.refuse("two attempts of a payment are undecided")

    async def due(self, *, limit: int, lease: timedelta) -> list[Attempt]:
        """Take attempts that are to be asked about; none is taken twice within the lease."""
        return self._taken(self.to_ask()[:limit], lease)

    async def left(self, *, older_than: timedelta, limit: int) -> list[Attempt]:
        """Return attempts that were left `initiating` and that nobody works on."""
        now = self._clock.now
        left = [
            one
            for one in self.left_behind()
            if (one.lease_until is None or one.lease_until < now)
            and (one.next_ask_at is None or one.next_ask_at <= now)
            and one.created_at < now - older_than
        ]
        return self._taken(left[:limit], older_than)

    def to_ask(self) -> list[Attempt]:
        """Return those whose time has come."""
        now = self._clock.now
        return [
            one
            for one in self.rows.values()
            if one.status in _ASKED and one.next_ask_at is not None and one.next_ask_at <= now
        ]

    def left_behind(self) -> list[Attempt]:
        """Return those whose request may have died."""
        return [one for one in self.rows.values() if one.status is AttemptStatus.INITIATING]

    def _taken(self, due: list[Attempt], lease: timedelta) -> list[Attempt]:
        taken = [replace(one, next_ask_at=self._clock.now + lease) for one in due]
        for one in taken:
            self._tables.put(self.rows, one.id, one)
        return taken


class Switches:
    """The `Switches` port: every provider is on."""

    def __init__(self, clock: Clock, codes: tuple[str, ...]) -> None:
        self._switches = {
            code: Switch(code=code, enabled=True, limits={}, version=1, updated_at=clock.now)
            for code in codes
        }

    async def all(self) -> Mapping[str, Switch]:
        """Return every provider's switch, by code."""
        return self._switches

    async def save(self, switch: Switch) -> Switch:
        """Keep them as they are."""
        return switch


class PaymentsTx(BareTx):
    """The payments service's `Tx`."""

    def __init__(self, clock: Clock, codes: tuple[str, ...]) -> None:
        super().__init__("payments", clock)
        self.payments = Payments(self.tables)
        self.attempts = Attempts(self.tables, clock)
        self.captures = Captures(self.tables)
        self.incidents = Incidents(self.tables)
        self.switches = Switches(clock, codes)
        self.refunds = Refunds(self.tables, clock, self.captures.rows)
        self.webhooks = Webhooks(self.tables, clock)
