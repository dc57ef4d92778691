"""What operators see of one service: its outbox, its queues and its parked messages.

Every service answers the same paths for itself; the gateway joins them into one list.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, status
from pydantic import Field
from sqlalchemy import select
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
    reading = permitted("ops:read")

    @routes.get("/outbox", dependencies=[reading], responses=documented(Forbidden))
    async def outbox(request: Request, _: PageQuery) -> OutboxPage:
        """Say how much waits to be published, and since when."""
        async with _sessions(request)() as session:
            return OutboxPage(items=[await _outbox(session, tables)])

    @routes.get("/queues", dependencies=[reading], responses=documented(Forbidden))
    async def queues(request: Request, page: PageQuery) -> QueuesPage:
        """List the queues as they were last measured, by name."""
        async with _sessions(request)() as session:
            rows = await _queues(session, tables, page)
        return _queues_page(rows, tables, page)

    @routes.get("/parked-messages", dependencies=[reading], responses=documented(Forbidden))
    async def parked(
        request: Request,
        page: PageQuery,
        state: Annotated[State, Query(description="`requeued` lists what went back.")] = "parked",
    ) -> ParkedPage:
        """List messages that wait for a person, newest first."""
        async with _sessions(request)() as session:
            rows = await Parked(session, tables).newest(
                state, before=_before(page, state), limit=page.limit + 1
            )
        return _parked_page(rows, page, state)

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

    return routes


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
) -> Sequence[QueueColumns]:
    row = tables.queues
    query = select(row).order_by(row.name).limit(page.limit + 1)
    after = page.after(_QUEUES)
    if after is not None:
        query = query.where(row.name > after[0])
    return (await session.scalars(query)).all()


def _queues_page(rows: Sequence[QueueColumns], tables: Tables, page: PageRequest) -> QueuesPage:
    def show(row: QueueColumns) -> QueueOut:
        return QueueOut(
            service=tables.service,
            name=row.name,
            ready=row.ready,
            consumers=row.consumers,
            measured_at=row.measured_at,
        )

    shown = page.page(rows, order=_QUEUES, key=lambda row: [row.name], show=show)
    return QueuesPage(items=shown.items, next_cursor=shown.next_cursor)


def _before(page: PageRequest, state: State) -> tuple[datetime, UUID] | None:
    after: list[Any] | None = page.after(state)
    return None if after is None else (datetime.fromisoformat(after[0]), UUID(after[1]))


def _parked_page(rows: Sequence[ParkedOut], page: PageRequest, state: State) -> ParkedPage:
    shown = page.page(
        rows,
        order=state,
        key=lambda row: [row.parked_at.isoformat(), str(row.id)],
        show=lambda row: row,
    )
    return ParkedPage(items=shown.items, next_cursor=shown.next_cursor)


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
