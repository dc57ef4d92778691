"""Whom a webhook is about, and what it says that asking its provider may not tell."""

from dataclasses import replace

from payments.domain.attempt import Attempt, AttemptStatus
from payments.domain.capture import Source
from payments.domain.decision import Decision
from payments.domain.lifecycle import Trigger, step
from payments.domain.provider import Report
from payments.domain.refund import Refund
from payments.usecases.apply import Circumstances, apply
from payments.usecases.locks import locked
from payments.usecases.stores import Tx


async def attempt_of(report: Report, provider: str, *, tx: Tx) -> Attempt | None:
    """Return the attempt it is about, by our reference or by the address it came to."""
    if report.reference is not None:
        return await tx.attempts.referred(provider, report.reference)
    if report.callback_hash is None:
        return None
    attempt = await tx.attempts.called_back(report.callback_hash)
    if attempt is not None:
        return attempt
    # A refund's provider was asked for the receipt of what came in.
    refund = await tx.refunds.called_back(report.callback_hash)
    return None if refund is None else await tx.attempts.find(refund.attempt_id)


async def refund_of(report: Report, *, tx: Tx) -> Refund | None:
    """Return the refund it is about, by our reference or by the address it came to."""
    if report.refund_reference is not None:
        return await tx.refunds.referred(report.refund_reference)
    return await tx.refunds.called_back(report.callback_hash or "")


async def note_report(report: Report, attempt: Attempt, *, tx: Tx) -> Attempt | None:
    """Store session, receipt and amount with the attempt; the first word of each holds.

    A session is what the lost answer to the beginning would have told: the prompt is out.
    Returns the attempt as it stands then; None where the report is about another session, for
    nothing in such a one is believed.
    """
    if not (report.session or report.receipt or report.amount):
        return attempt
    payment, current = await locked(attempt, tx)
    if report.session and current.session not in {None, report.session}:
        return None
    noted = replace(
        current,
        session=current.session or report.session,
        provider_reference=current.provider_reference or report.receipt,
        reported=current.reported or report.amount,
    )
    if noted == current:
        return current
    is_out = noted.session is not None and current.status is AttemptStatus.INITIATING
    decision = _prompted(noted) if is_out else Decision(attempt=noted)
    how = Circumstances(finding=None, source=Source.WEBHOOK, at=await tx.now())
    await apply(decision, payment, how, before=current, tx=tx)
    return decision.attempt


def _prompted(attempt: Attempt) -> Decision:
    to, effects = step(attempt.status, Trigger.LINKED)
    return Decision(attempt=replace(attempt, status=to), effects=effects)
