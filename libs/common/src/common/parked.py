"""Parked messages of one service as staff see them: dead letters, and events nobody took."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final, Literal
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Text,
    func,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem

from common.errors import NotFound
from common.outbox import OutboxColumns
from common.pagination import COUNTED_TO
from common.schemas import Instant, Out

_SHOWN: Final = 4_000
"""Characters of a body that are shown."""

State = Literal["parked", "requeued"]


class ParkedColumns:
    """The parked messages of a service; mixed into that service's declarative base."""

    __tablename__ = "parked_messages"
    __mapper_args__: ClassVar[dict[str, Any]] = {"eager_defaults": False}

    id: Mapped[UUID] = mapped_column(primary_key=True)
    queue: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    headers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    reason: Mapped[str] = mapped_column(Text)
    parked_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.clock_timestamp()
    )
    requeue_asked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    requeued_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @declared_attr.directive
    def __table_args__(cls) -> tuple[SchemaItem, ...]:  # noqa: N805  SQLAlchemy passes the class
        asked = "requeue_asked_at is not null and requeued_at is null"
        return (
            Index(
                "parked_messages_open_key",
                "queue",
                "digest",
                unique=True,
                postgresql_where=text("requeued_at is null"),
            ),
            Index("parked_messages_parked_at_idx", text("parked_at desc"), text("id desc")),
            Index("parked_messages_asked_idx", "requeue_asked_at", postgresql_where=text(asked)),
        )


class QueueColumns:
    """How full a service's queues were when last measured; mixed into its declarative base."""

    __tablename__ = "queues"
    __mapper_args__: ClassVar[dict[str, Any]] = {"eager_defaults": False}

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    ready: Mapped[int] = mapped_column(Integer)
    consumers: Mapped[int] = mapped_column(Integer)
    measured_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.clock_timestamp()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Where a service keeps what operators look at."""

    service: str
    outbox: type[OutboxColumns]
    parked: type[ParkedColumns]
    queues: type[QueueColumns]


class ParkedMessageNotFound(NotFound):
    """No such parked message."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("no such parked message")


class ParkedOut(Out):
    """A message that waits for a person: `in` was heard and not handled, `out` was refused."""

    id: UUID
    service: str
    direction: Literal["in", "out"]
    queue: str | None
    name: str | None
    message_id: str | None
    reason: str
    body: str
    parked_at: Instant
    requeue_asked_at: Instant | None
    requeued_at: Instant | None


_Source = tuple[Any, ColumnElement[bool], Callable[[Any], ParkedOut]]


class Parked:
    """A service's parked messages, over one open session."""

    def __init__(self, session: AsyncSession, tables: Tables) -> None:
        self._session = session
        self._tables = tables

    async def newest(
        self, state: State, *, before: tuple[datetime, UUID] | None, limit: int
    ) -> list[ParkedOut]:
        """Return up to so many, newest first, that were parked before that one."""
        found: list[ParkedOut] = []
        for row, is_meant, show in self._sources(state):
            query = select(row).where(is_meant)
            if before is not None:
                query = query.where(tuple_(row.parked_at, row.id) < tuple_(*before))
            newest = query.order_by(row.parked_at.desc(), row.id.desc()).limit(limit)
            found += [show(one) for one in await self._session.scalars(newest)]
        return sorted(found, key=lambda one: (one.parked_at, one.id), reverse=True)[:limit]

    async def count(self, state: State) -> int:
        """Count them, little further than lists count."""
        total = 0
        for row, is_meant, _ in self._sources(state):
            counted = select(row.id).where(is_meant).limit(COUNTED_TO + 1).subquery()
            total += await self._session.scalar(select(func.count()).select_from(counted)) or 0
        return total

    async def requeue(self, message_id: UUID) -> ParkedOut:
        """Ask for it to be handled or published again; raise `ParkedMessageNotFound`."""
        heard, refused = self._tables.parked, self._tables.outbox
        asked = (
            update(heard)
            .where(heard.id == message_id)
            .values(requeue_asked_at=func.coalesce(heard.requeue_asked_at, func.now()))
            .returning(heard)
        )
        row = await self._session.scalar(asked)
        if row is not None:
            return self._heard(row)
        waiting = await self._session.scalar(
            select(refused)
            .where(refused.id == message_id, refused.parked_at.is_not(None))
            .with_for_update()
        )
        if waiting is None:
            raise ParkedMessageNotFound
        shown = self._refused(waiting)
        now: datetime = (await self._session.scalars(select(func.clock_timestamp()))).one()
        waiting.parked_at, waiting.attempts, waiting.next_attempt_at = None, 0, now
        return shown.model_copy(update={"requeue_asked_at": now, "requeued_at": now})

    def _sources(self, state: State) -> list[_Source]:
        heard, refused = self._tables.parked, self._tables.outbox
        if state == "requeued":
            return [(heard, heard.requeued_at.is_not(None), self._heard)]
        return [
            (heard, heard.requeued_at.is_(None), self._heard),
            (refused, refused.parked_at.is_not(None), self._refused),
        ]

    def _heard(self, row: ParkedColumns) -> ParkedOut:
        return ParkedOut(
            id=row.id,
            service=self._tables.service,
            direction="in",
            queue=row.queue,
            name=row.name,
            message_id=row.message_id,
            reason=row.reason,
            body=row.body.decode(errors="replace")[:_SHOWN],
            parked_at=row.parked_at,
            requeue_asked_at=row.requeue_asked_at,
            requeued_at=row.requeued_at,
        )

    def _refused(self, row: OutboxColumns) -> ParkedOut:
        if row.parked_at is None:
            raise ValueError("an event that is not parked")
        return ParkedOut(
            id=row.id,
            service=self._tables.service,
            direction="out",
            queue=None,
            name=row.name,
            message_id=str(row.id),
            reason=row.last_error or "the broker refused it",
            body=row.body[:_SHOWN],
            parked_at=row.parked_at,
            requeue_asked_at=None,
            requeued_at=None,
        )
