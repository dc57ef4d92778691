"""What the provider's answer to the beginning does to an attempt."""

from dataclasses import replace
from datetime import datetime

from payments.domain.attempt import WITHOUT_MONEY, Attempt, AttemptStatus, Failure, stopped
from payments.domain.capture import Source
from payments.domain.decision import Decision
from payments.domain.lifecycle import Trigger, step
from payments.domain.provider import Authorized, Begun, Link, Prompted
from payments.domain.schedule import next_ask
from payments.usecases.apply import Circumstances, apply
from payments.usecases.locks import locked
from payments.usecases.ports import Outcome, Seal, World


async def link(attempt: Attempt, begun: Begun | None, *, world: World, seal: Seal) -> Outcome:
    """Store the link, the authorization or the refusal; None says that the answer was lost.

    A webhook may have been faster: then what it decided stands.
    """
    async with world.open_tx() as tx:
        payment, before = await locked(attempt, tx)
        now = await tx.now()
        decision = _decision(before, begun, now)
        how = Circumstances(finding=None, source=Source.BEGIN, at=now)
        payment = await apply(decision, payment, how, before=before, tx=tx)
        outcome = Outcome(payment=payment, attempt=decision.attempt, is_new=True)
        await seal(tx, outcome)
        return outcome


def _decision(attempt: Attempt, begun: Begun | None, now: datetime) -> Decision:
    freed = _named(replace(attempt, lease_until=None), begun)
    if begun is None or attempt.status is not AttemptStatus.INITIATING:
        return Decision(attempt=_reopened(freed, begun, now))
    trigger, noted = _noted(freed, begun)
    to, effects = step(attempt.status, trigger)
    moved = replace(noted, status=to)
    # Where it is to be given up by now, the poller need not wait.
    asked_at = next_ask(moved, now=now) if moved.stop_asked_at is None else now
    return Decision(attempt=replace(moved, next_ask_at=asked_at), effects=effects)


def _named(attempt: Attempt, begun: Begun | None) -> Attempt:
    # Kept even where a webhook was faster: it is what the provider can be asked by.
    return replace(attempt, session=begun.session) if isinstance(begun, Prompted) else attempt


def _reopened(attempt: Attempt, begun: Begun | None, now: datetime) -> Attempt:
    # It was given up while the provider was at work on it: its page is there all the same.
    is_open = isinstance(begun, Link | Prompted) and attempt.status in WITHOUT_MONEY
    return stopped(replace(attempt, closed_at=None), now) if is_open else attempt


def _noted(attempt: Attempt, begun: Begun) -> tuple[Trigger, Attempt]:
    if isinstance(begun, Link):
        linked = replace(attempt, url=begun.url, url_expires_at=begun.expires_at)
        return Trigger.LINKED, linked
    if isinstance(begun, Prompted):
        return Trigger.LINKED, attempt
    if isinstance(begun, Authorized):
        return Trigger.AUTHORIZED, attempt
    failure = Failure(code=begun.code, detail=begun.detail, retryable=begun.retryable)
    return Trigger.DECLINED, replace(attempt, failure=failure)
