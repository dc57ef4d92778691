"""An order's story: our own part from our tables, the other services' parts over HTTP."""

from typing import Final
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common import timeline
from common.errors import Problem
from common.http import Peer, down
from common.timeline import Entry, Timeline
from orders.adapters.letters import keys_of
from orders.adapters.tables import HistoryRow, InboxRow, MailRow, OutboxRow, SagaRow

_OURS: Final = "orders"


class HttpStory:
    """Another service's part, over HTTP."""

    def __init__(self, name: str, peer: Peer) -> None:
        self.name = name
        self._peer = peer

    async def of(self, order_id: UUID) -> list[Entry]:
        """Return what the service knows of the order; raise `Unavailable`."""
        try:
            answer = await self._peer.ask("GET", f"/internal/orders/{order_id}/timeline")
            return Timeline.model_validate(answer).items
        except (Problem, ValidationError) as error:
            raise down(self.name) from error


async def own_story(session: AsyncSession, order_id: UUID) -> list[Entry]:
    """Return what we know of the order: its steps, its saga, its messages and its mails."""
    return [
        *await _steps(session, order_id),
        *await _saga(session, order_id),
        *await timeline.published(session, OutboxRow, order_id),
        *await timeline.heard(session, InboxRow, order_id),
        *await _mails(session, order_id),
    ]


async def _steps(session: AsyncSession, order_id: UUID) -> list[Entry]:
    rows = await session.scalars(
        select(HistoryRow).where(HistoryRow.order_id == order_id).order_by(HistoryRow.id)
    )
    return [Entry(at=row.at, source=_OURS, kind="step", **_step(row)) for row in rows]


def _step(row: HistoryRow) -> dict[str, object]:
    moved = row.from_status != row.to_status
    way = f"{row.from_status} → {row.to_status}" if moved else f"{row.outcome}, {row.to_status}"
    detail = {
        "version": row.version,
        "outcome": row.outcome,
        "effects": row.effects,
        "cause": row.cause,
        "reason": row.reason,
        "message_id": row.message_id,
        "attempt_id": row.attempt_id,
    }
    return {"title": f"{row.trigger}: {way}", "detail": detail}


async def _saga(session: AsyncSession, order_id: UUID) -> list[Entry]:
    row = await session.get(SagaRow, order_id)
    if row is None:
        return []
    waits = f"waits for {', '.join(row.owed)}" if row.owed else "waits for nobody"
    detail = {
        "state": row.state,
        "owed": row.owed,
        "deadline_at": row.deadline_at,
        "failures": row.failures,
        "last_error": row.last_error,
    }
    title = f"{row.state}: {waits}"
    return [Entry(at=row.updated_at, source=_OURS, kind="saga", title=title, detail=detail)]


async def _mails(session: AsyncSession, order_id: UUID) -> list[Entry]:
    rows = await session.scalars(select(MailRow).where(MailRow.dedupe_key.in_(keys_of(order_id))))
    return [
        Entry(
            at=row.created_at,
            source=_OURS,
            kind="mail",
            title=row.subject,
            detail={
                "to": row.recipient,
                "sent_at": row.sent_at,
                "attempts": row.attempts,
                "parked_at": row.parked_at,
                "last_error": row.last_error,
            },
        )
        for row in rows
    ]
