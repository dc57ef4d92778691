"""Staff decide an incident: the money it keeps counts, or goes back."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from common.events.payments import AuditRecorded
from payments.domain.attempt import Attempt
from payments.domain.capture import Source
from payments.domain.incident import (
    Incident,
    IncidentNotOpen,
    IncidentState,
    Resolution,
    ResolutionNotPossible,
)
from payments.domain.payment import Payment
from payments.domain.review import holds_money, review
from payments.usecases.apply import Circumstances, apply
from payments.usecases.problems import IncidentNotFound
from payments.usecases.refunds.request import request_refund
from payments.usecases.stores import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveIncident:
    """What is decided, and by whom."""

    incident_id: UUID
    resolution: Resolution
    note: str | None
    actor_id: UUID
    request_id: str | None


async def resolve_incident(command: ResolveIncident, *, tx: Tx) -> Incident:
    """Resolve it, and do with its money as decided.

    Raises `IncidentNotFound`, `IncidentNotOpen` or `ResolutionNotPossible`.
    """
    seen = await tx.incidents.find(command.incident_id)
    if seen is None:
        raise IncidentNotFound
    # The payment's lock comes first, as everywhere.
    payment = None if seen.payment_id is None else await tx.payments.locked(seen.payment_id)
    incident = await tx.incidents.locked(seen.id)
    if incident.state is IncidentState.RESOLVED:
        raise IncidentNotOpen
    now = await tx.now()
    await _decide_money(incident, command, payment, now, tx)
    resolved = replace(
        incident,
        resolved_at=now,
        resolution=command.resolution,
        note=command.note,
        resolved_by=command.actor_id,
    )
    await tx.incidents.save(resolved)
    tx.outbox.add(_audit(command, resolved, now))
    return resolved


async def _decide_money(
    incident: Incident, command: ResolveIncident, payment: Payment | None, now: datetime, tx: Tx
) -> None:
    attempt = await _attempt_of(incident, tx)
    if payment is not None and attempt is not None and holds_money(incident.kind, attempt):
        await _review(incident, attempt, payment, command=command, now=now, tx=tx)
    elif command.resolution is not Resolution.DISMISS:
        raise ResolutionNotPossible("there is no money in it to decide about")


async def _attempt_of(incident: Incident, tx: Tx) -> Attempt | None:
    return None if incident.attempt_id is None else await tx.attempts.find(incident.attempt_id)


async def _review(
    incident: Incident,
    attempt: Attempt,
    payment: Payment,
    *,
    command: ResolveIncident,
    now: datetime,
    tx: Tx,
) -> None:
    captured = (await tx.captures.of(payment.id))[attempt.id]
    verdict = review(attempt, captured, command.resolution, payment=payment, now=now)
    await tx.captures.review(
        attempt.id,
        incident_id=incident.id,
        accepted=command.resolution is Resolution.ACCEPT,
        counted=verdict.counted,
        at=now,
    )
    how = Circumstances(finding=None, source=Source.STAFF, at=now, note=command.note)
    after = await apply(verdict.decision, payment, how, before=attempt, tx=tx)
    if verdict.back is not None:
        await request_refund(after, attempt.id, verdict.back, verdict.reason, automatic=True, tx=tx)


def _audit(command: ResolveIncident, incident: Incident, now: datetime) -> AuditRecorded:
    return AuditRecorded(
        occurred_at=now,
        aggregate_id=incident.id,
        aggregate_version=2,
        correlation_id=incident.order_id,
        actor_id=command.actor_id,
        action="payments.resolve_incident",
        object_type="payment_incident",
        object_id=str(incident.id),
        before={"state": IncidentState.OPEN.value},
        after={
            "state": incident.state.value,
            "resolution": command.resolution.value,
            "note": command.note,
        },
        request_id=command.request_id,
    )
