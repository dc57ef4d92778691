"""What orders' answer does to an attempt, before the provider is called."""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from common.errors import Problem
from payments.domain.attempt import Attempt, AttemptStatus, Failure
from payments.domain.caller import Caller
from payments.domain.lifecycle import Trigger, step
from payments.domain.payment import Payment, status_of
from payments.domain.provider import Terms
from payments.domain.schedule import Clocks
from payments.usecases import messages
from payments.usecases.locks import locked
from payments.usecases.ports import Grant, World
from payments.usecases.stores import Tx


class Accepted(NamedTuple):
    """The attempt as it stands, and whether it is this request that calls the provider."""

    attempt: Attempt
    is_ours: bool


async def accept(
    attempt: Attempt, grant: Grant, terms: Terms, caller: Caller, *, world: World
) -> Accepted:
    """Store what is owed and by whom: from now on the provider may have been called."""
    async with world.open_tx() as tx:
        payment, stored = await locked(attempt, tx)
        if stored.status is not AttemptStatus.INITIATING or stored.begun_at is not None:
            return Accepted(stored, is_ours=False)
        now = await tx.now()
        begun = _timed(replace(stored, amount=grant.amount), terms, world.clocks, now)
        await tx.attempts.save(begun)
        owned = await _owned(payment, grant, caller, now, tx)
        tx.outbox.add(messages.attempt_begun(owned, begun, grant.amount, at=now))
        return Accepted(begun, is_ours=True)


async def close_refused(attempt: Attempt, refusal: Problem, *, world: World) -> None:
    """End an attempt that orders refused; nobody is told, for nothing happened."""
    async with world.open_tx() as tx:
        _, current = await locked(attempt, tx)
        if current.begun_at is not None or current.status is not AttemptStatus.INITIATING:
            return
        to, _ = step(current.status, Trigger.REFUSED)
        failure = Failure(code=refusal.code, detail=str(refusal), retryable=False)
        await tx.attempts.save(replace(current, status=to, failure=failure, lease_until=None))


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
