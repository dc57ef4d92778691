"""Who changed what, in every service."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Self
from uuid import UUID

from fastapi import Depends, Query
from pydantic import AfterValidator, AwareDatetime

from common import problems
from common.errors import Forbidden, Unauthenticated
from common.pagination import PageQuery, PageRequest
from common.routing import router as strict_router
from common.schemas import Out, Page
from users.api.deps import TxDep, staff
from users.api.lists import MORE_THAN_COUNTED, order_of
from users.domain.audit import AuditEvent
from users.usecases.administer_users import Staff
from users.usecases.audit_trail import AuditFilter, AuditSpan

router = strict_router(prefix="/api/v1/admin/audit-events", tags=["admin: audit"])

Word = Annotated[str | None, Query(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$")]
_YEARS: Final = range(2000, 2200)


def _within_calendar(instant: datetime) -> datetime:
    if instant.year not in _YEARS:
        raise ValueError("the year is not one of ours")
    return instant


Moment = Annotated[AwareDatetime, AfterValidator(_within_calendar)]


class Publisher(StrEnum):
    """Who tells of what staff did."""

    USERS = "users"
    CATALOG = "catalog"
    CART = "cart"
    ORDERS = "orders"
    PAYMENTS = "payments"


class AuditEventOut(Out):
    """One action of a member of staff; `before` and `after` hold the fields that differ."""

    id: UUID
    service: str
    actor_id: UUID
    action: str
    object_type: str
    object_id: str
    before: dict[str, Any]
    after: dict[str, Any]
    request_id: str | None
    created_at: datetime

    @classmethod
    def of(cls, event: AuditEvent) -> Self:
        """Show the event."""
        return cls(
            id=event.id,
            service=event.service,
            actor_id=event.actor_id,
            action=event.action,
            object_type=event.object_type,
            object_id=event.object_id,
            before=dict(event.before),
            after=dict(event.after),
            request_id=event.request_id,
            created_at=event.created_at.astimezone(UTC),
        )


async def _wanted(
    *,
    actor_id: UUID | None = None,
    action: Word = None,
    object_type: Word = None,
    object_id: Word = None,
    service: Publisher | None = None,
    created_from: Moment | None = None,
    created_to: Moment | None = None,
) -> AuditFilter:
    return AuditFilter(
        actor_id=actor_id,
        action=action,
        object_type=object_type,
        object_id=object_id,
        service=service,
        created_from=created_from,
        created_to=created_to,
    )


@router.get("", responses=problems.documented(Unauthenticated, Forbidden))
async def list_audit_events(
    _: Annotated[Staff, staff("audit:read")],
    tx: TxDep,
    page: PageQuery,
    wanted: Annotated[AuditFilter, Depends(_wanted)],
) -> Page[AuditEventOut]:
    """List what staff did, newest first; `created_from` is inclusive, `created_to` exclusive."""
    order = order_of("audit-events", wanted)
    rows = await tx.audit.page(wanted, _span(page, order))
    total = await tx.audit.count(wanted, most=MORE_THAN_COUNTED) if page.with_total else None
    return page.page(rows, order=order, key=_place, show=AuditEventOut.of, total=total)


def _span(page: PageRequest, order: str) -> AuditSpan:
    after = page.after(order)
    before = None if after is None else (datetime.fromisoformat(after[0]), UUID(after[1]))
    return AuditSpan(before=before, limit=page.limit + 1)


def _place(event: AuditEvent) -> list[str]:
    return [event.created_at.isoformat(), str(event.id)]
