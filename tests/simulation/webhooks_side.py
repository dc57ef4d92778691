"""Stored webhooks in memory, by the rules of their table."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from payments.domain.webhook import Intake, Notice, StoredWebhook
from simulation.clock import Clock
from simulation.tables import Tables

_OPEN: Final = frozenset({Intake.RECEIVED, Intake.ORPHAN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A webhook as it came, and how far we are with it."""

    id: UUID
    notice: Notice
    state: Intake
    tries: int
    next_try_at: datetime
    received_at: datetime


class Webhooks:
    """The `Webhooks` port: the same bytes are kept once."""

    def __init__(self, tables: Tables, clock: Clock) -> None:
        self._tables = tables
        self._clock = clock
        self.rows: dict[UUID, Row] = {}
        self._keys: dict[tuple[str, str], UUID] = {}

    async def store(self, notice: Notice, *, webhook_id: UUID) -> bool:
        """Keep it; False when the same bytes came before."""
        key, now = (notice.channel, notice.dedupe_key), self._clock.now
        if key in self._keys:
            return False
        self._tables.put(self._keys, key, webhook_id)
        row = Row(
            id=webhook_id,
            notice=notice,
            state=Intake.RECEIVED,
            tries=0,
            next_try_at=now,
            received_at=now,
        )
        self._tables.put(self.rows, webhook_id, row)
        return True

    async def due(self, *, limit: int, lease: timedelta) -> list[StoredWebhook]:
        """Take those that are to be worked on; none is taken twice within the lease."""
        now = self._clock.now
        due = self.waiting()
        for row in due[:limit]:
            taken = replace(row, tries=row.tries + 1, next_try_at=now + lease)
            self._tables.put(self.rows, row.id, taken)
        return [
            StoredWebhook(
                id=row.id, notice=row.notice, tries=row.tries, waited=now - row.received_at
            )
            for row in due[:limit]
        ]

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
        del reference, error
        again_at = self._clock.now + (again_in or timedelta())
        row = replace(self.rows[webhook_id], state=state, next_try_at=again_at)
        self._tables.put(self.rows, webhook_id, row)

    async def fail(self, webhook_id: UUID, *, error: str, again_in: timedelta | None) -> None:
        """Note why work on it failed; None parks it."""
        del error
        row = self.rows[webhook_id]
        if row.state not in _OPEN:
            return
        if again_in is None:
            row = replace(row, state=Intake.PARKED)
        else:
            row = replace(row, next_try_at=self._clock.now + again_in)
        self._tables.put(self.rows, webhook_id, row)

    def waiting(self) -> list[Row]:
        """Return those whose time has come."""
        now = self._clock.now
        return [row for row in self.rows.values() if row.state in _OPEN and row.next_try_at <= now]
