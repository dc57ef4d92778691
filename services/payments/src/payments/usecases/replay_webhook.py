"""Staff have a stored webhook worked on once more, whatever became of it."""

from dataclasses import dataclass
from uuid import UUID

from common.events.payments import AuditRecorded
from payments.domain.webhook import Intake
from payments.usecases.problems import WebhookNotFound
from payments.usecases.stores import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayWebhook:
    """Which one, and who wants it."""

    webhook_id: UUID
    actor_id: UUID
    request_id: str | None


async def replay_webhook(command: ReplayWebhook, *, tx: Tx) -> None:
    """Put it back with those that are to be worked on; raise `WebhookNotFound`. Repeatable."""
    before = await tx.webhooks.replay(command.webhook_id)
    if before is None:
        raise WebhookNotFound
    audit = AuditRecorded(
        occurred_at=await tx.now(),
        aggregate_id=command.webhook_id,
        aggregate_version=1,
        actor_id=command.actor_id,
        action="payments.replay_webhook",
        object_type="payment_webhook",
        object_id=str(command.webhook_id),
        before={"state": before},
        after={"state": Intake.RECEIVED},
        request_id=command.request_id,
    )
    tx.outbox.add(audit)
