"""What does not add up about money, and how staff decide it."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import Query, Response

from common import context, problems
from common.auth import Principal
from common.errors import Forbidden, Unauthenticated
from common.idempotency import Answer, once
from common.intents import IdempotencyKeyMissing, RequiredIntent
from common.pagination import PageQuery
from common.routing import router as new_router
from common.schemas import In, Out, Page, Text
from payments.adapters.incidents import IncidentFilter
from payments.api.deps import MayReadPayments, MayWritePayments, TxDep
from payments.domain.incident import (
    Incident,
    IncidentKind,
    IncidentNotOpen,
    IncidentState,
    Resolution,
    ResolutionNotPossible,
)
from payments.usecases.problems import IncidentNotFound
from payments.usecases.resolve_incident import ResolveIncident, resolve_incident

router = new_router(prefix="/api/v1/admin/payment-incidents", tags=["admin: payments"])

Reader = Annotated[Principal, MayReadPayments]
Writer = Annotated[Principal, MayWritePayments]
_STAFF = (Unauthenticated, Forbidden)


class ResolveIn(In):
    """How the incident is decided."""

    resolution: Literal["accept", "refund", "dismiss"]
    note: Text | None = None


class IncidentOut(Out):
    """Something about money that does not add up."""

    id: UUID
    kind: IncidentKind
    state: IncidentState
    reference: str | None
    payment_id: UUID | None
    attempt_id: UUID | None
    order_id: UUID | None
    detail: str
    resolution: Resolution | None
    note: str | None
    resolved_by: UUID | None
    resolved_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, incident: Incident) -> Self:
        """Show the incident."""
        return cls(**{name: getattr(incident, name) for name in cls.model_fields})


@router.get("", responses=problems.documented(*_STAFF))
async def listed(
    *,
    _: Reader,
    page: PageQuery,
    tx: TxDep,
    state: IncidentState | None = None,
    kind: IncidentKind | None = None,
    order_id: Annotated[UUID | None, Query()] = None,
) -> Page[IncidentOut]:
    """List incidents, newest first; `state=open` is what waits for a person."""
    return await _page(tx, IncidentFilter(state=state, kind=kind, order_id=order_id), page)


@router.get("/{incident_id}", responses=problems.documented(*_STAFF, IncidentNotFound))
async def one(incident_id: UUID, _: Reader, tx: TxDep) -> IncidentOut:
    """Show an incident."""
    incident = await tx.incidents.find(incident_id)
    if incident is None:
        raise IncidentNotFound
    return IncidentOut.of(incident)


@router.post(
    "/{incident_id}/resolve",
    response_model=IncidentOut,
    responses=problems.documented(
        IdempotencyKeyMissing, *_STAFF, IncidentNotFound, IncidentNotOpen, ResolutionNotPossible
    ),
)
async def resolve(
    incident_id: UUID, body: ResolveIn, writer: Writer, intent: RequiredIntent, tx: TxDep
) -> Response:
    """Accept the money for the order, give it back, or note that there is none to decide about."""
    command = ResolveIncident(
        incident_id=incident_id,
        resolution=Resolution(body.resolution),
        note=body.note,
        actor_id=writer.id,
        request_id=context.request_id.get(),
    )

    async def act() -> Answer:
        resolved = IncidentOut.of(await resolve_incident(command, tx=tx))
        return Answer(status=200, body=resolved.model_dump(mode="json"))

    return await once(intent, tx.answers, act)


async def _page(tx: TxDep, wanted: IncidentFilter, page: PageQuery) -> Page[IncidentOut]:
    order = f"incidents:{wanted}"
    incidents, total = await tx.incidents.page(wanted, page, order=order)
    return page.page(
        incidents,
        order=order,
        key=lambda one: (one.created_at.isoformat(), str(one.id)),
        show=IncidentOut.of,
        total=total,
    )
