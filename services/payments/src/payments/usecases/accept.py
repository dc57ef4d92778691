"""What orders' answer does to an attempt, before the provider is called."""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from common.errors import Problem
from payments.domain.admission import OrderAlreadyPaid, OrderCancelling
from payments.domain.attempt import Attempt, AttemptStatus, Failure
from payments.domain.caller import Caller
from payments.domain.capture import Source
from payments.domain.decision import Decision
from payments.domain.lifecycle import Trigger, step
from payments.domain.payment import Payment, status_of
from payments.domain.provider import Terms
from payments.domain.schedule import Clocks
from payments.usecases import messages
from payments.usecases.apply import Circumstances, apply
from payments.usecases.locks import locked
from payments.usecases.ports import Grant, World
from payments.usecases.reserve import Reserved
from payments.usecases.stores import Tx


class Accepted(NamedTuple):
    """The attempt as it stands, and whether it is this request that calls the provider."""

    attempt: Attempt
    is_ours: bool


async def accept(
    attempt: Attempt, grant: Grant, terms: Terms, caller: Caller, *, world: World
) -> Accepted:
    """Store what is owed and by whom: from now on the provider may have been called.

    Raises `OrderCancelling` or `OrderAlreadyPaid` for what was stopped since orders was asked.
    """
    async with world.open_tx() as tx:
        payment, stored = await locked(attempt, tx)
        if stored.status is not AttemptStatus.INITIATING or stored.begun_at is not None:
            return Accepted(stored, is_ours=False)
        now = await tx.now()
        if stored.stop_asked_at is None:
            named = _named(stored, attempt, grant)
            begun = _timed(named, terms, world.clocks, now)
            await tx.attempts.save(begun)
            owned = await _owned(payment, grant, caller, now, tx)
            tx.outbox.add(messages.attempt_begun(owned, begun, grant.amount, at=now))
            return Accepted(begun, is_ours=True)
        refusal = await _end_stopped(payment, stored, now, tx)
    raise refusal


def _named(stored: Attempt, ours: Attempt, grant: Grant) -> Attempt:
    # The request that calls the provider stores what it calls it with: its own lease may
    # have lapsed, and another request may have written over it.
    return replace(
        stored,
        amount=grant.amount,
        phone_number=ours.phone_number,
        return_url=ours.return_url,
        callback_hash=ours.callback_hash,
    )


async def _end_stopped(payment: Payment, attempt: Attempt, now: datetime, tx: Tx) -> Problem:
    # Orders let it begin before it had it stopped, and must hear that it ended.
    refusal = OrderAlreadyPaid() if payment.is_paid else OrderCancelling()
    how = Circumstances(finding=None, source=Source.BEGIN, at=now)
    decision = _ended(attempt, Trigger.DECLINED, refusal)
    await apply(decision, payment, how, before=attempt, tx=tx)
    return refusal


def _ended(attempt: Attempt, trigger: Trigger, refusal: Problem) -> Decision:
    to, effects = step(attempt.status, trigger)
    failure = Failure(code=refusal.code, detail=str(refusal), retryable=False)
    ended = replace(attempt, status=to, failure=failure, lease_until=None, next_ask_at=None)
    return Decision(attempt=ended, effects=effects)


async def close_refused(reserved: Reserved, refusal: Problem, *, world: World) -> None:
    """End an attempt that orders refused; whoever took it over hears its own answer.

    Nobody is told, for nothing happened; but where an earlier answer of orders was lost, it
    may have let the attempt begin, and must hear that it ended.
    """
    async with world.open_tx() as tx:
        payment, current = await locked(reserved.attempt, tx)
        if not reserved.is_still_ours(current):
            return
        trigger = Trigger.DECLINED if reserved.was_asked else Trigger.REFUSED
        how = Circumstances(finding=None, source=Source.BEGIN, at=await tx.now())
        decision = _ended(current, trigger, refusal)
        await apply(decision, payment, how, before=current, tx=tx)


def _timed(attempt: Attempt, terms: Terms, clocks: Clocks, now: datetime) -> Attempt:
    deadline = clocks.deadline(terms.flow, now)
    return replace(
        attempt,
        begun_at=now,
        deadline_at=deadline,
        hard_at=None if deadline is None else deadline + clocks.hard,
        watch_until=None if deadline is None else now + clocks.watch,
    )


async def _owned(payment: Payment, grant: Grant, caller: Caller, now: datetime, tx: Tx) -> Payment:
    shown = caller.token_hash if caller.user_id is None else None
    known = replace(
        payment,
        owner=grant.owner or payment.owner,
        token_hash=grant.token_hash or shown or payment.token_hash,
        amount=grant.amount,
        version=payment.version + 1,
        updated_at=now,
    )
    owned = replace(known, status=status_of(known, await tx.attempts.of(payment.id)))
    await tx.payments.save(owned)
    return owned
