"""Work on stored webhooks: find the attempt, ask the provider, note what became of it."""

from datetime import timedelta
from typing import Final

from common import crash, logs
from common.ids import new_id
from payments.domain.attempt import Attempt
from payments.domain.capture import Source
from payments.domain.incident import Incident, IncidentKind
from payments.domain.provider import Report
from payments.domain.webhook import (
    Intake,
    StoredWebhook,
    failure_wait,
    orphan_wait,
    silence_wait,
)
from payments.usecases.each import each
from payments.usecases.incidents import open_incident
from payments.usecases.note_report import note_report
from payments.usecases.ports import World, provider_of
from payments.usecases.settle import settle
from payments.usecases.stores import Tx

_BATCH: Final = 20
_LEASE: Final = timedelta(seconds=60)
_ERROR_LENGTH: Final = 500

log = logs.logger("payments.webhooks")


async def work_webhooks(world: World) -> int:
    """Work on those that are due; returns how many there were."""
    async with world.open_tx() as tx:
        due = await tx.webhooks.due(limit=_BATCH, lease=_LEASE)
    if due:
        crash.here("sweep.webhooks")

    async def work(webhook: StoredWebhook) -> None:
        try:
            await _work(webhook, world)
        except Exception as error:
            await _rest(webhook, error, world)
            raise

    await each(due, work)
    return len(due)


async def _work(webhook: StoredWebhook, world: World) -> None:
    provider = provider_of(webhook.notice.channel, world.providers)
    report = provider.report_of(webhook.notice) if provider else None
    if provider is None or report is None or report.subject is None:
        await _park(webhook, "nothing in it can be read", world)
        return
    async with world.open_tx() as tx:
        attempt = await _attempt_of(provider.terms.code, report, tx)
        if attempt is None:
            await _keep_orphan(webhook, report.subject, tx)
            return
        noted = await note_report(report, attempt, tx=tx)
    if noted is None:
        await _park(webhook, "it is about another session", world)
    else:
        await _settle(webhook, noted, world)


async def _settle(webhook: StoredWebhook, attempt: Attempt, world: World) -> None:
    finding = await settle(attempt, source=Source.WEBHOOK, world=world)
    crash.here("webhook.decided")
    async with world.open_tx() as tx:
        if finding is None:
            await tx.webhooks.mark(
                webhook.id,
                Intake.RECEIVED,
                reference=attempt.reference,
                again_in=silence_wait(webhook),
                error="the provider is silent",
            )
        else:
            await tx.webhooks.mark(webhook.id, Intake.APPLIED, reference=attempt.reference)


async def _attempt_of(provider: str, report: Report, tx: Tx) -> Attempt | None:
    if report.reference is not None:
        return await tx.attempts.referred(provider, report.reference)
    if report.callback_hash is not None:
        return await tx.attempts.called_back(report.callback_hash)
    return None


async def _rest(webhook: StoredWebhook, error: Exception, world: World) -> None:
    again_in = failure_wait(webhook)
    if again_in is None:
        log.error("a webhook is given up", channel=webhook.notice.channel, id=str(webhook.id))
    async with world.open_tx() as tx:
        # As it is spelled in code: the database takes every character of that.
        await tx.webhooks.fail(webhook.id, error=repr(error)[:_ERROR_LENGTH], again_in=again_in)


async def _park(webhook: StoredWebhook, why: str, world: World) -> None:
    log.warning("a webhook is parked", channel=webhook.notice.channel, id=str(webhook.id), why=why)
    async with world.open_tx() as tx:
        await tx.webhooks.mark(webhook.id, Intake.PARKED, reference=None, error=why)


async def _keep_orphan(webhook: StoredWebhook, reference: str, tx: Tx) -> None:
    again_in = orphan_wait(webhook)
    if again_in is not None:
        await tx.webhooks.mark(webhook.id, Intake.ORPHAN, reference=reference, again_in=again_in)
        return
    await tx.webhooks.mark(
        webhook.id, Intake.PARKED, reference=reference, error="no attempt has this reference"
    )
    incident = Incident(
        id=new_id(),
        kind=IncidentKind.UNKNOWN_REFERENCE,
        subject=f"{webhook.notice.channel}:{reference}",
        detail=f"{webhook.notice.channel} told us about a reference that is none of ours",
        created_at=await tx.now(),
        reference=reference,
    )
    await open_incident(incident, tx=tx)
