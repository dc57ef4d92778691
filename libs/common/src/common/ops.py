"""What operators see of one service: its outbox, its queues and its parked messages.

Every service answers the same paths for itself; the gateway joins them into one list.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from fastapi import APIRouter, Query, Request, status
from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from common import context
from common.auth import Principal, permitted
from common.backlog import Backlog
from common.clock import utcnow
from common.db import Sessions
from common.errors import Forbidden
from common.events.base import AuditFact
from common.events.registry import EVENTS
from common.outbox import Outbox
from common.pagination import PageQuery, PageRequest
from common.parked import Parked, ParkedMessageNotFound, ParkedOut, QueueColumns, State, Tables
from common.problems import documented
from common.routing import router
from common.schemas import Instant, Out

Item = TypeVar("Item")

_OUTBOX: Final = "outbox"
_QUEUES: Final = "queues"


class OutboxOut(Out):
    """How much one service has still to publish; `oldest_seconds` is the age of the first."""

    service: str
    pending: int
    parked: int
    oldest_seconds: float


class QueueOut(Out):
    """One queue as it was when last measured: messages waiting, and who takes them."""

    service: str
    name: str
    ready: int
    consumers: int
    measured_at: Instant


class OpsPage(Out):
    """One page of every service's items; `unreachable` names services that did not answer."""

    next_cursor: str | None = None
    total: int | None = Field(default=None, exclude_if=lambda value: value is None)
    total_capped: bool | None = Field(default=None, exclude_if=lambda value: value is None)
    unreachable: list[str] = Field(default_factory=list)


class OutboxPage(OpsPage):
    """Every service's outbox."""

    items: list[OutboxOut]


class QueuesPage(OpsPage):
    """Every service's queues, by name."""

    items: list[QueueOut]


class ParkedPage(OpsPage):
    """Parked messages, service by service, newest first."""

    items: list[ParkedOut]


def operations(tables: Tables) -> APIRouter:
    """Return the routes that show one service to operators."""
    routes = router(prefix="/api/v1/admin/ops", tags=["operations"])
    _show(routes, tables)
    _send_on(routes, tables)
    return routes


def _show(routes: APIRouter, tables: Tables) -> None:
    reading = permitted("ops:read")

    @routes.get("/outbox", dependencies=[reading], responses=documented(Forbidden))
    async def outbox(request: Request, page: PageQuery) -> OutboxPage:
        """Say how much waits to be published, and since when."""
        page.after(_OUTBOX)  # of one item: there is no further page, so no cursor is ours
        async with _sessions(request)() as session:
            item = await _outbox(session, tables)
        return OutboxPage(**_page([item], page, _OUTBOX, key=lambda _: []))

    @routes.get("/queues", dependencies=[reading], responses=documented(Forbidden))
    async def queues(request: Request, page: PageQuery) -> QueuesPage:
        """List the queues as they were last measured, by name."""
        async with _sessions(request)() as session:
            rows, total = await _queues(session, tables, page)
        shown = [_queue(row, tables) for row in rows]
        return QueuesPage(**_page(shown, page, _QUEUES, key=lambda row: [row.name], total=total))

    @routes.get("/parked-messages", dependencies=[reading], responses=documented(Forbidden))
    async def parked(
        request: Request,
        page: PageQuery,
        state: Annotated[State, Query(description="`requeued` lists what went back.")] = "parked",
    ) -> ParkedPage:
        """List messages that wait for a person, newest first."""
        async with _sessions(request)() as session:
            rows, total = await _parked(session, tables, page, state)
        return ParkedPage(**_page(rows, page, state, key=_age, total=total))


def _send_on(routes: APIRouter, tables: Tables) -> None:
    @routes.post(
        "/parked-messages/{message_id}/requeue",
        status_code=status.HTTP_202_ACCEPTED,
        responses=documented(Forbidden, ParkedMessageNotFound),
    )
    async def requeue(
        request: Request, message_id: UUID, caller: Annotated[Principal, permitted("ops:write")]
    ) -> ParkedOut:
        """Have the message handled, or published, once more. Repeatable."""
        async with _sessions(request).begin() as session:
            message = await Parked(session, tables).requeue(message_id)
            Outbox(session, tables.outbox, tables.service).add(_audit(message, caller))
        return message


def _sessions(request: Request) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions


async def _outbox(session: AsyncSession, tables: Tables) -> OutboxOut:
    size = await Backlog(tables.outbox).size(await session.connection())
    return OutboxOut(
        service=tables.service,
        pending=size.pending,
        parked=size.parked,
        oldest_seconds=round(size.oldest_seconds, 3),
    )


async def _queues(
    session: AsyncSession, tables: Tables, page: PageRequest
) -> tuple[Sequence[QueueColumns], int]:
    row = tables.queues
    query = select(row).order_by(row.name).limit(page.limit + 1)
    after = page.after(_QUEUES)
    if after is not None:
        query = query.where(row.name > after[0])
    total = await session.scalar(select(func.count()).select_from(row)) if page.with_total else 0
    return (await session.scalars(query)).all(), total or 0


def _queue(row: QueueColumns, tables: Tables) -> QueueOut:
    return QueueOut(
        service=tables.service,
        name=row.name,
        ready=row.ready,
        consumers=row.consumers,
        measured_at=row.measured_at,
    )


async def _parked(
    session: AsyncSession, tables: Tables, page: PageRequest, state: State
) -> tuple[list[ParkedOut], int]:
    kept, after = Parked(session, tables), page.after(state)
    before = None if after is None else (datetime.fromisoformat(after[0]), UUID(after[1]))
    total = await kept.count(state) if page.with_total else 0
    return await kept.newest(state, before=before, limit=page.limit + 1), total


def _age(row: ParkedOut) -> list[str]:
    return [row.parked_at.isoformat(), str(row.id)]


def _page(
    rows: Sequence[Item],
    page: PageRequest,
    order: str,
    *,
    key: Callable[[Item], Sequence[Any]],
    total: int = 1,
) -> dict[str, Any]:
    counted = total if page.with_total else None
    return dict(page.page(rows, order=order, key=key, show=lambda row: row, total=counted))


def _audit(message: ParkedOut, caller: Principal) -> AuditFact:
    contract = EVENTS[f"{message.service}.audit_recorded.v1"]
    if not issubclass(contract, AuditFact):
        raise TypeError(f"{contract.__name__} is no audit record")
    return contract(
        occurred_at=utcnow(),
        aggregate_id=message.id,
        aggregate_version=1,
        actor_id=caller.id,
        action="ops.message_requeued",
        object_type="parked_message",
        object_id=str(message.id),
        before={},
        after={"name": message.name, "direction": message.direction},
        request_id=context.request_id.get(),
    )
