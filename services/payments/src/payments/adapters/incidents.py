"""Incidents in Postgres, and their lists."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from common.pagination import PageRequest
from payments.adapters.paging import paged, total
from payments.adapters.tables import IncidentRow
from payments.domain.incident import Incident, IncidentKind, IncidentState, Resolution
from payments.usecases.problems import IncidentNotFound

# What the row and the domain spell alike.
_SAME: Final = (
    "id",
    "subject",
    "detail",
    "created_at",
    "reference",
    "payment_id",
    "attempt_id",
    "order_id",
    "resolved_at",
    "note",
    "resolved_by",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFilter:
    """Which incidents a list shows; None does not narrow it."""

    state: IncidentState | None = None
    kind: IncidentKind | None = None
    order_id: UUID | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return it as SQL."""
        is_open = IncidentRow.resolved_at.is_(None)
        wanted = (
            (self.state, is_open if self.state is IncidentState.OPEN else ~is_open),
            (self.kind, IncidentRow.kind == self.kind),
            (self.order_id, IncidentRow.order_id == self.order_id),
        )
        return [condition for given, condition in wanted if given is not None]


class SqlIncidents:
    """The `Incidents` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open(self, incident: Incident) -> bool:
        """Store it; False when one like it is open already."""
        opened = await self._session.scalar(
            insert(IncidentRow)
            .values(
                **{name: getattr(incident, name) for name in _SAME},
                kind=incident.kind,
                resolution=incident.resolution,
            )
            .on_conflict_do_nothing(
                index_elements=["kind", "subject"], index_where=text("resolved_at is null")
            )
            .returning(IncidentRow.id)
        )
        return opened is not None

    async def find(self, incident_id: UUID) -> Incident | None:
        """Return it, if there is one."""
        row = await self._session.get(IncidentRow, incident_id, populate_existing=True)
        return None if row is None else incident_of(row)

    async def locked(self, incident_id: UUID) -> Incident:
        """Return it, held against other writers; raise `IncidentNotFound`."""
        row = await self._session.get(
            IncidentRow, incident_id, with_for_update=True, populate_existing=True
        )
        if row is None:
            raise IncidentNotFound
        return incident_of(row)

    async def save(self, incident: Incident) -> None:
        """Store how it was resolved."""
        await self._session.execute(
            update(IncidentRow)
            .where(IncidentRow.id == incident.id)
            .values(
                resolved_at=incident.resolved_at,
                resolution=incident.resolution,
                note=incident.note,
                resolved_by=incident.resolved_by,
            )
            .execution_options(synchronize_session=False)
        )

    async def page(
        self, wanted: IncidentFilter, page: PageRequest, *, order: str
    ) -> tuple[list[Incident], int | None]:
        """Return up to a page and one more, newest first, and how many there are if asked."""
        conditions = wanted.conditions()
        newest = (IncidentRow.created_at, IncidentRow.id)
        query = select(IncidentRow).where(*conditions)
        rows = await self._session.scalars(paged(query, newest, page, order=order))
        found = [incident_of(row) for row in rows]
        return found, await total(self._session, IncidentRow, conditions, page)


def incident_of(row: IncidentRow) -> Incident:
    """Read an incident."""
    return Incident(
        **{name: getattr(row, name) for name in _SAME},
        kind=IncidentKind(row.kind),
        resolution=None if row.resolution is None else Resolution(row.resolution),
    )
