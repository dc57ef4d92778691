"""Refunds in memory, by the rules of their table: never more back than in, and ended is ended."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from payments.domain.capture import Capture
from payments.domain.refund import Refund, RefundExceedsCaptured, RefundStatus
from simulation.clock import Clock
from simulation.tables import Tables

_ENDED: Final = frozenset({RefundStatus.SUCCEEDED, RefundStatus.FAILED})
_AWAITED: Final = frozenset({RefundStatus.PROCESSING, RefundStatus.NEEDS_ATTENTION})
_FIXED: Final = ("payment_id", "attempt_id", "reference", "amount", "counted")


class Refunds:
    """The `Refunds` port."""

    def __init__(self, tables: Tables, clock: Clock, captures: Mapping[UUID, Capture]) -> None:
        self._tables = tables
        self._clock = clock
        self._captures = captures
        self.rows: dict[UUID, Refund] = {}
        self._automatic: dict[tuple[UUID, str], UUID] = {}
        self._chains: dict[tuple[UUID, int], UUID] = {}
        self._succeeded: dict[UUID, bool] = {}

    async def add(self, refund: Refund) -> None:
        """Store a new one; raise `RefundExceedsCaptured` where so much is not there."""
        self._tables.add(self._chains, (refund.chain_id, refund.number), refund.id)
        if refund.automatic and refund.number == 1:
            self._tables.add(self._automatic, (refund.attempt_id, refund.reason), refund.id)
        self._put(refund)

    async def find(self, refund_id: UUID) -> Refund | None:
        """Return it, if there is one."""
        return self.rows.get(refund_id)

    async def called_back(self, callback_hash: str) -> Refund | None:
        """Return the refund whose provider reports to the address of this token's hash."""
        found = (one for one in self.rows.values() if one.callback_hash == callback_hash)
        return next(found, None)

    async def referred(self, reference: str) -> Refund | None:
        """Return the refund of this reference, if there is one."""
        found = (one for one in self.rows.values() if one.reference == reference)
        return next(found, None)

    async def of(self, payment_id: UUID) -> list[Refund]:
        """Return a payment's refunds, oldest first."""
        return [one for one in self.rows.values() if one.payment_id == payment_id]

    async def save(self, refund: Refund) -> None:
        """Store its new state; raise `RefundExceedsCaptured` where so much is not there."""
        before = self.rows[refund.id]
        if before.status in _ENDED and refund.status is not before.status:
            raise self._tables.refuse("a refund that ended stays as it ended")
        if any(getattr(before, name) != getattr(refund, name) for name in _FIXED):
            raise self._tables.refuse("the money of a refund is never rewritten")
        self._put(refund)

    async def note(self, refund: Refund, *, actor_id: UUID | None) -> None:
        """Write into its journal how it stands now: it succeeds once."""
        del actor_id
        if refund.status is RefundStatus.SUCCEEDED:
            self._tables.add(self._succeeded, refund.id, True)

    async def due(self, *, limit: int, lease: timedelta) -> list[Refund]:
        """Take those whose time has come; none is taken twice within the lease."""
        again_at = self._clock.now + lease
        taken = [replace(one, next_try_at=again_at) for one in self.waiting()[:limit]]
        for one in taken:
            self._tables.put(self.rows, one.id, one)
        return taken

    def waiting(self) -> list[Refund]:
        """Return those whose time has come."""
        now = self._clock.now
        return [
            one
            for one in self.rows.values()
            if one.next_try_at is not None and one.next_try_at <= now
        ]

    async def hasten(self, attempt_id: UUID) -> None:
        """Have the attempt's refunds that wait for somebody's word looked at now."""
        for one in list(self.rows.values()):
            waits = one.next_try_at is not None and one.status in _AWAITED
            if one.attempt_id == attempt_id and waits:
                self._tables.put(self.rows, one.id, replace(one, next_try_at=self._clock.now))

    def _put(self, refund: Refund) -> None:
        if refund.in_flight and refund.status not in _AWAITED:
            raise self._tables.refuse(f"a refund that is {refund.status} is not in flight")
        others = [
            one
            for one in self.rows.values()
            if one.attempt_id == refund.attempt_id and one.id != refund.id
        ]
        if refund.in_flight and any(one.in_flight for one in others):
            raise self._tables.refuse("two refunds of an attempt are in flight")
        if refund.status is not RefundStatus.FAILED:
            goes = sum(one.amount.amount for one in others if one.status is not RefundStatus.FAILED)
            came = self._captures.get(refund.attempt_id)
            if came is None or goes + refund.amount.amount > came.amount.amount:
                raise RefundExceedsCaptured(None)
        self._tables.put(self.rows, refund.id, refund)
