"""Money that arrived, and what about it does not add up, by the rules of their tables."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from common.money import Money
from payments.domain.capture import Capture
from payments.domain.incident import Incident, IncidentState
from payments.usecases.problems import IncidentNotFound
from simulation.tables import Tables


class Captures:
    """The `Captures` port: one capture an attempt, never changed."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.rows: dict[UUID, Capture] = {}
        self.reviews: dict[UUID, int] = {}
        """How much of what was collected counts since staff looked at it, in minor units."""

    async def add(self, capture: Capture) -> None:
        """Book it."""
        self._tables.add(self.rows, capture.attempt_id, capture)

    async def of(self, payment_id: UUID) -> Mapping[UUID, Money]:
        """Return what each attempt of a payment collected, whether it counts or not."""
        return {
            one.attempt_id: one.amount for one in self.rows.values() if one.payment_id == payment_id
        }

    async def review(
        self, attempt_id: UUID, *, incident_id: UUID, accepted: bool, counted: int, at: datetime
    ) -> None:
        """Note what staff decided about what the attempt collected: once."""
        del incident_id, accepted, at
        self._tables.add(self.reviews, attempt_id, counted)


class Incidents:
    """The `Incidents` port: one of a kind is open about one subject."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.rows: dict[UUID, Incident] = {}

    async def open(self, incident: Incident) -> bool:
        """Store it; False when one like it is open already."""
        about = (incident.kind, incident.subject)
        if any((one.kind, one.subject) == about for one in self.unresolved()):
            return False
        self._tables.add(self.rows, incident.id, incident)
        return True

    async def find(self, incident_id: UUID) -> Incident | None:
        """Return it, if there is one."""
        return self.rows.get(incident_id)

    async def locked(self, incident_id: UUID) -> Incident:
        """Return it; raise `IncidentNotFound`."""
        if incident_id not in self.rows:
            raise IncidentNotFound
        return self.rows[incident_id]

    async def save(self, incident: Incident) -> None:
        """Store how it was resolved."""
        self._tables.put(self.rows, incident.id, incident)

    def unresolved(self) -> list[Incident]:
        """Return those that nobody has decided."""
        return [one for one in self.rows.values() if one.state is IncidentState.OPEN]
