"""The rows of an outbox that are still to be published, and what is written about them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Executable,
    Table,
    Uuid,
    any_,
    bindparam,
    case,
    delete,
    func,
    inspect,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.outbox import OutboxColumns

BATCH: Final = 200
PARK_AFTER: Final = 20
"""Refusals after which a row waits for a person."""
LONGEST_REST: Final = 300
"""Seconds between two attempts, at most."""
KEEP: Final = timedelta(days=3)
PURGE_CHUNK: Final = 5000


@dataclass(frozen=True, slots=True)
class Pending:
    """One row on its way out."""

    id: UUID
    name: str
    aggregate_id: UUID
    body: str
    created_at: datetime


@dataclass(slots=True)
class Tally:
    """What became of one batch."""

    published: list[UUID] = field(default_factory=list)
    refused: dict[UUID, str] = field(default_factory=dict)
    held: set[UUID] = field(default_factory=set)
    """Aggregates of which a row was refused; their later rows wait."""
    unconfirmed: int = 0


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is to do."""

    pending: int
    parked: int
    oldest_seconds: float


class Backlog:
    """One service's unpublished rows; but for `due` and `purge`, in the caller's transaction."""

    def __init__(self, row: type[OutboxColumns]) -> None:
        self._table = cast("Table", inspect(row).local_table)
        self.schema = self._table.schema
        self._due = (
            f"select exists (select from {self._table.fullname} where published_at is null"  # noqa: S608
            " and parked_at is null and next_attempt_at <= clock_timestamp())"
        )
        self._take, self._published = _take(self._table), _published(self._table)

    async def due(self, connection: AsyncConnection) -> bool:
        """Whether there is anything to take: one round trip outside of any transaction."""
        driver = (await connection.get_raw_connection()).driver_connection
        return bool(driver is not None and await driver.fetchval(self._due))

    async def take(self, connection: AsyncConnection) -> list[Pending]:
        """Lock the next rows that are due, oldest first."""
        return [Pending(*row) for row in await connection.execute(self._take)]

    async def record(self, connection: AsyncConnection, tally: Tally) -> None:
        """Write down what became of the batch; what is unconfirmed stays as it was."""
        if tally.published:
            await connection.execute(self._published, {"ids": tally.published})
        for refused, reason in tally.refused.items():
            await self._refuse(connection, refused, reason)

    async def size(self, connection: AsyncConnection) -> Size:
        """Count what is left."""
        outbox = self._table.c
        waiting = outbox.parked_at.is_(None)
        oldest = func.clock_timestamp() - func.min(outbox.created_at).filter(waiting)
        counts = await connection.execute(
            select(
                func.count().filter(waiting),
                func.count().filter(~waiting),
                func.coalesce(func.date_part("epoch", oldest), 0.0),
            ).where(outbox.published_at.is_(None))
        )
        pending, parked, seconds = counts.one()
        return Size(pending, parked, float(seconds))

    async def purge(self, engine: AsyncEngine) -> None:
        """Delete what was published days ago, a little at a time."""
        outbox = self._table.c
        old = (
            select(outbox.id)
            .where(outbox.published_at < func.clock_timestamp() - KEEP)
            .limit(PURGE_CHUNK)
        )
        deleted: Sequence[UUID] = [UUID(int=0)]
        while deleted:
            async with engine.begin() as connection:
                chunk = delete(self._table).where(outbox.id.in_(old)).returning(outbox.id)
                deleted = (await connection.scalars(chunk)).all()

    async def _refuse(self, connection: AsyncConnection, id_: UUID, reason: str) -> None:
        outbox = self._table.c
        now = func.clock_timestamp()
        attempts = outbox.attempts + 1
        rest = func.least(func.power(2, attempts), LONGEST_REST)
        await connection.execute(
            update(self._table)
            .where(outbox.id == id_)
            .values(
                attempts=attempts,
                last_error=reason[:500],
                next_attempt_at=now + func.make_interval(0, 0, 0, 0, 0, 0, rest),
                parked_at=case((attempts >= PARK_AFTER, now)),
            )
        )


def _take(table: Table) -> Executable:
    # The lock stays even for a single leader: one that lost its network may still hold rows.
    outbox = table.c
    return (
        select(outbox.id, outbox.name, outbox.aggregate_id, outbox.body, outbox.created_at)
        .where(
            outbox.published_at.is_(None),
            outbox.parked_at.is_(None),
            outbox.next_attempt_at <= func.clock_timestamp(),
        )
        .order_by(outbox.seq)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )


def _published(table: Table) -> Executable:
    return (
        update(table)
        .where(table.c.id == any_(bindparam("ids", type_=ARRAY(Uuid()))))
        .values(published_at=func.clock_timestamp())
    )
