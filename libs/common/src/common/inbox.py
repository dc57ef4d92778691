"""The idempotent inbox: an event's effects happen once, however often it is delivered."""

from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    DateTime,
    Executable,
    Index,
    LargeBinary,
    Table,
    Text,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem

from common.db import table_of
from common.errors import Conflict
from common.events.base import Event


class EventContradicted(Conflict):
    """Two different events came under one id; the second is not to be believed."""


class InboxColumns:
    """The inbox table of a service; mixed into that service's declarative base."""

    __tablename__ = "inbox"

    consumer: Mapped[str] = mapped_column(Text, primary_key=True)
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    correlation_id: Mapped[UUID | None]
    seen_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.clock_timestamp()
    )

    @declared_attr.directive
    def __table_args__(cls) -> tuple[SchemaItem, ...]:  # noqa: N805  SQLAlchemy passes the class
        return (
            Index(
                "inbox_correlation_id_idx",
                "correlation_id",
                postgresql_where=text("correlation_id is not null"),
            ),
            Index("inbox_seen_at_idx", "seen_at"),
        )


class Inbox:
    """The inbox, as seen from inside one open transaction."""

    def __init__(self, session: AsyncSession, row: type[InboxColumns], consumer: str) -> None:
        self._session = session
        self._say = _statements(table_of(row))
        self._consumer = consumer

    async def claim(self, event: Event) -> bool:
        """Return True the first time an event is seen; the claim commits with its effects."""
        digest = sha256(event.model_dump_json().encode()).digest()
        told = {
            "consumer": self._consumer,
            "event_id": event.id,
            "name": event.name,
            "digest": digest,
            "correlation_id": event.correlation_id,
        }
        claimed = await self._session.scalar(self._say.claim, told)
        if claimed is None:
            await self._same(event, digest)
        return claimed is not None

    async def _same(self, event: Event, digest: bytes) -> None:
        seen = {"consumer": self._consumer, "event_id": event.id}
        if await self._session.scalar(self._say.digest, seen) != digest:
            raise EventContradicted(f"{event.name} {event.id} came before with another content")


class _Statements(NamedTuple):
    claim: Executable
    digest: Executable


@cache
def _statements(table: Table) -> _Statements:
    told = ("consumer", "event_id", "name", "digest", "correlation_id")
    return _Statements(
        # ON CONFLICT waits for a rival delivery of the same event to commit or give up.
        claim=insert(table)
        .values({name: bindparam(name) for name in told})
        .on_conflict_do_nothing()
        .returning(table.c.event_id),
        digest=select(table.c.digest).where(
            table.c.consumer == bindparam("consumer"), table.c.event_id == bindparam("event_id")
        ),
    )
