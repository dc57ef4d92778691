"""What happened around one order, as each service tells it to whoever merges the stories."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.events.registry import publisher
from common.inbox import InboxColumns
from common.outbox import OutboxColumns
from common.schemas import Out

AT_MOST: Final = 500
"""Messages that one service tells of, the oldest first; an order has a few dozen."""


class Entry(Out):
    """One thing that happened: when, where, of what kind, in words, and what is known of it."""

    at: datetime
    source: str
    kind: str
    title: str
    detail: dict[str, Any]


class Timeline(Out):
    """One service's part of an order's story, in no particular order."""

    items: list[Entry]


async def published(session: AsyncSession, row: type[OutboxColumns], order_id: UUID) -> list[Entry]:
    """Return the facts this service published about the order, those that wait included."""
    found = await session.scalars(
        select(row).where(row.correlation_id == order_id).order_by(row.seq).limit(AT_MOST)
    )
    return [
        Entry(
            at=message.created_at,
            source=publisher(message.name),
            kind="message_out",
            title=message.name,
            detail={
                "event_id": message.id,
                "version": message.aggregate_version,
                "published_at": message.published_at,
                "attempts": message.attempts,
                "parked_at": message.parked_at,
                "last_error": message.last_error,
            },
        )
        for message in found
    ]


async def heard(session: AsyncSession, row: type[InboxColumns], order_id: UUID) -> list[Entry]:
    """Return the facts about the order that this service dealt with."""
    found = await session.scalars(
        select(row).where(row.correlation_id == order_id).order_by(row.seen_at).limit(AT_MOST)
    )
    return [
        Entry(
            at=message.seen_at,
            source=message.consumer,
            kind="message_in",
            title=message.name,
            detail={"event_id": message.event_id},
        )
        for message in found
    ]
