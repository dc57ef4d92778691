"""What staff do anywhere in the shop is kept here, as each service tells it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from common.events.base import AuditFact
from common.events.registry import publisher
from users.domain.audit import AuditEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """What is looked for, None meaning any: `created_from` inclusive, `created_to` exclusive."""

    actor_id: UUID | None = None
    action: str | None = None
    object_type: str | None = None
    object_id: str | None = None
    service: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSpan:
    """Which part of the trail: before this instant and id, so many; newest first."""

    before: tuple[datetime, UUID] | None
    limit: int


class AuditTrail(Protocol):
    """The part of a transaction that keeps audit events."""

    async def add(self, event: AuditEvent) -> None:
        """Keep the event; one that is there already stays as it is."""
        ...


async def keep(fact: AuditFact, *, trail: AuditTrail) -> None:
    """Add what a service told to the trail; told twice, it is there once."""
    await trail.add(
        AuditEvent(
            id=fact.id,
            service=publisher(fact.name),
            actor_id=fact.actor_id,
            action=fact.action,
            object_type=fact.object_type,
            object_id=fact.object_id,
            before=fact.before,
            after=fact.after,
            request_id=fact.request_id,
            created_at=fact.occurred_at,
        )
    )
