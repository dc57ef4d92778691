"""Work on stored webhooks: find the attempt, ask the provider, note what became of it."""

from datetime import timedelta
from typing import Final

from common import crash, logs
from common.ids import new_id
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
from payments.usecases.note_report import attempt_of, note_report, refund_of
from payments.usecases.ports import World, provider_of
from payments.usecases.refunds.perform import carry_on, conclude
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
    elif report.is_about_refund:
        await _work_on_refund(webhook, report, world)
    else:
        await _work_on_attempt(webhook, report, provider.terms.code, world)


async def _work_on_attempt(
    webhook: StoredWebhook, report: Report, provider: str, world: World
) -> None:
    async with world.open_tx() as tx:
        attempt = await attempt_of(report, provider, tx=tx)
        if attempt is None:
            await _keep_orphan(webhook, report, tx)
            return
        noted = await note_report(report, attempt, tx=tx)
        # It may be about money that goes back: the provider is asked about that too.
        await tx.refunds.hasten(attempt.id)
    if noted is None:
        await _park(webhook, "it is about another session", world)
        return
    finding = await settle(noted, source=Source.WEBHOOK, world=world)
    crash.here("webhook.decided")
    await _mark(webhook, noted.reference, is_silent=finding is None, world=world)


async def _work_on_refund(webhook: StoredWebhook, report: Report, world: World) -> None:
    async with world.open_tx() as tx:
        refund = await refund_of(report, tx=tx)
    if refund is None:
        # Its provider may have been called once more since, to report to another address.
        await _park(webhook, "no refund waits for it", world)
        return
    if report.refund is None:
        await carry_on(refund, world)
    else:
        await conclude(refund, report.refund, world)
    await _mark(webhook, refund.reference, is_silent=False, world=world)


async def _mark(webhook: StoredWebhook, reference: str, *, is_silent: bool, world: World) -> None:
    async with world.open_tx() as tx:
        if is_silent:
            await tx.webhooks.mark(
                webhook.id,
                Intake.RECEIVED,
                reference=reference,
                again_in=silence_wait(webhook),
                error="the provider is silent",
            )
        else:
            await tx.webhooks.mark(webhook.id, Intake.APPLIED, reference=reference)


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


async def _keep_orphan(webhook: StoredWebhook, report: Report, tx: Tx) -> None:
    reference = report.reference
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
        subject=f"{webhook.notice.channel}:{report.subject}",
        detail=f"{webhook.notice.channel} told us about a reference that is none of ours",
        created_at=await tx.now(),
        reference=reference,
    )
    await open_incident(incident, tx=tx)
