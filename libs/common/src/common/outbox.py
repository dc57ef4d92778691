"""The transactional outbox: events leave the service only if their transaction commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Identity,
    Index,
    Insert,
    SmallInteger,
    Table,
    Text,
    bindparam,
    func,
    insert,
    text,
)
from sqlalchemy.event import listens_for
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem

from common import context
from common.db import table_of
from common.events.base import Event
from common.events.envelope import pack
from common.events.registry import publisher as publisher_of


class OutboxColumns:
    """The outbox table of a service; mixed into that service's declarative base."""

    __tablename__ = "outbox"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    name: Mapped[str] = mapped_column(Text)
    aggregate_id: Mapped[UUID]
    aggregate_version: Mapped[int] = mapped_column(BigInteger)
    correlation_id: Mapped[UUID | None]
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.clock_timestamp()
    )
    next_attempt_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.clock_timestamp()
    )
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    last_error: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    parked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @declared_attr.directive
    def __table_args__(cls) -> tuple[SchemaItem, ...]:  # noqa: N805  SQLAlchemy passes the class
        return (
            Index(
                "outbox_pending_idx",
                "seq",
                postgresql_where=text("published_at is null and parked_at is null"),
            ),
            Index(
                "outbox_published_at_idx",
                "published_at",
                postgresql_where=text("published_at is not null"),
            ),
            Index(
                "outbox_parked_idx",
                text("parked_at desc"),
                text("id desc"),
                postgresql_where=text("parked_at is not null"),
            ),
            Index(
                "outbox_correlation_id_idx",
                "correlation_id",
                postgresql_where=text("correlation_id is not null"),
            ),
            CheckConstraint("octet_length(body) <= 65536", name="body_size"),
        )


class Outbox:
    """The outbox, as seen from inside one open transaction."""

    def __init__(self, session: AsyncSession, row: type[OutboxColumns], publisher: str) -> None:
        self._leaving: _Leaving = session.info.setdefault(_LEAVING, [])
        self._insert = _insert(table_of(row))
        self._publisher = publisher

    def add(self, event: Event) -> None:
        """Queue the event; the relay publishes it after the transaction commits.

        Hold the lock of the event's aggregate: only then do its events leave in order.
        """
        if publisher_of(event.name) != self._publisher:
            raise ValueError(f"{self._publisher} may not publish {event.name}")
        told = _in_context(event)
        row = {
            "id": told.id,
            "name": told.name,
            "aggregate_id": told.aggregate_id,
            "aggregate_version": told.aggregate_version,
            "correlation_id": told.correlation_id,
            "body": pack(told, traceparent=context.traceparent.get()).decode(),
        }
        self._leaving.append((self._insert, row))

    @contextmanager
    def part(self) -> Iterator[None]:
        """Forget what the block queued when it raises: for a savepoint around it."""
        before = len(self._leaving)
        try:
            yield
        except BaseException:
            del self._leaving[before:]
            raise


_Leaving = list[tuple[Insert, dict[str, Any]]]
_LEAVING: Final = "leaving"


@cache
def _insert(table: Table) -> Insert:
    named = ("id", "name", "aggregate_id", "aggregate_version", "correlation_id", "body")
    return insert(table).values({name: bindparam(name) for name in named})


@listens_for(Session, "before_commit")
def _leave(session: Session) -> None:
    """Write down what was queued: with the transaction's last statements, or not at all."""
    leaving: _Leaving = session.info.get(_LEAVING, [])
    for statement, row in leaving:
        session.execute(statement, row)
    leaving.clear()


def _in_context(event: Event) -> Event:
    """Say what the event follows from, where its maker did not."""
    return event.model_copy(
        update={
            "causation_id": event.causation_id or context.causation_id.get(),
            "correlation_id": event.correlation_id or context.correlation_id.get(),
        }
    )
