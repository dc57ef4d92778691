"""The audit trail in Postgres: rows are added and read, never changed."""

from collections.abc import Iterator
from dataclasses import asdict

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from users.adapters.tables import AuditRow
from users.domain.audit import AuditEvent
from users.usecases.audit_trail import AuditFilter, AuditSpan


class SqlAuditTrail:
    """The `AuditTrail` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, event: AuditEvent) -> None:
        """Keep the event; one that is there already stays as it is."""
        await self._session.execute(
            insert(AuditRow).values(**asdict(event)).on_conflict_do_nothing()
        )

    async def page(self, wanted: AuditFilter, span: AuditSpan) -> list[AuditEvent]:
        """Return one page, newest first."""
        found = select(AuditRow).where(*_wanted(wanted))
        if span.before is not None:
            found = found.where(tuple_(AuditRow.created_at, AuditRow.id) < tuple_(*span.before))
        newest = found.order_by(AuditRow.created_at.desc(), AuditRow.id.desc()).limit(span.limit)
        return [_event(row) for row in await self._session.scalars(newest)]

    async def count(self, wanted: AuditFilter, *, most: int) -> int:
        """Count them, up to `most`."""
        found = select(AuditRow.id).where(*_wanted(wanted)).limit(most).subquery()
        return await self._session.scalar(select(func.count()).select_from(found)) or 0


def _wanted(wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    for name in ("actor_id", "action", "object_type", "object_id", "service"):
        value = getattr(wanted, name)
        if value is not None:
            yield getattr(AuditRow, name) == value
    if wanted.created_from is not None:
        yield AuditRow.created_at >= wanted.created_from
    if wanted.created_to is not None:
        yield AuditRow.created_at < wanted.created_to


def _event(row: AuditRow) -> AuditEvent:
    return AuditEvent(
        id=row.id,
        service=row.service,
        actor_id=row.actor_id,
        action=row.action,
        object_type=row.object_type,
        object_id=row.object_id,
        before=row.before,
        after=row.after,
        request_id=row.request_id,
        created_at=row.created_at,
    )
