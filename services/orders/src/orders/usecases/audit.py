"""The record of what staff change."""

from uuid import UUID

from common import context
from common.events.orders import AuditRecorded
from orders.usecases.ports import Tx


async def record(
    tx: Tx,
    *,
    actor: UUID,
    action: str,
    object_type: str,
    object_id: UUID,
    version: int,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """Queue the audit record with the change itself; `before` and `after` hold what differs."""
    old, new = before or {}, after or {}
    differing = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    tx.outbox.add(
        AuditRecorded(
            occurred_at=await tx.now(),
            aggregate_id=object_id,
            aggregate_version=version,
            actor_id=actor,
            action=action,
            object_type=object_type,
            object_id=str(object_id),
            before={name: old.get(name) for name in differing},
            after={name: new.get(name) for name in differing},
            request_id=context.request_id.get(),
        )
    )
