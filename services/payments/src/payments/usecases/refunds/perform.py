"""Give money back: the worker's part, safe to be cut off anywhere and to run twice at once.

A refund is stored as in flight before the provider is called. Whoever finds it so later asks
how it stands, and calls again only what the provider certainly never heard of.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final, NamedTuple

from common import crash, logs
from common.ids import new_id
from payments.domain.callback import callback_hash
from payments.domain.refund import Refund, RefundFinding, RefundOrder
from payments.domain.refund_course import (
    Verdict,
    called,
    concluded,
    lacks_receipt,
    may_call,
    may_repeat,
    started,
)
from payments.usecases.each import each
from payments.usecases.ports import World
from payments.usecases.problems import ProviderSilent
from payments.usecases.refunds.owed import Holdings
from payments.usecases.refunds.record import record
from payments.usecases.settle import LONG
from payments.usecases.stores import Tx

_BATCH: Final = 20
_LEASE: Final = timedelta(seconds=20)

log: Final = logs.logger("payments.refunds")


class _Call(NamedTuple):
    """A refund in flight, and what the provider is told about it."""

    refund: Refund
    order: RefundOrder


async def perform_refunds(world: World) -> int:
    """Carry on the refunds whose time has come; returns how many there were."""
    async with world.open_tx() as tx:
        due = await tx.refunds.due(limit=_BATCH, lease=_LEASE)
    if due:
        crash.here("sweep.refunds")

    async def perform(refund: Refund) -> None:
        await carry_on(refund, world)

    await each(due, perform)
    return len(due)


async def carry_on(refund: Refund, world: World) -> None:
    """Call the provider for a refund, or ask it about one that is in flight."""
    if refund.provider not in world.providers:
        log.error("a refund's provider has no credentials", provider=refund.provider)
        return
    if refund.in_flight:
        await _follow(refund, world)
        return
    call = await _launched(refund, world)
    if call is not None and call.refund.in_flight:
        await conclude(call.refund, await _called(call, world), world)
    elif call is not None:
        await _traced(call, world)


async def _follow(refund: Refund, world: World) -> None:
    async with world.open_tx() as tx:
        order = await _order(refund, tx)
    finding = await _asked(_Call(refund, order), world)
    again = await _launched_again(refund, finding, world)
    if again is not None:
        finding = await _called(again, world)
    await conclude(refund, finding, world)


async def _launched(refund: Refund, world: World) -> _Call | None:
    """Store that the provider is called, if only for its receipt.

    None where it is not, or a rival was faster.
    """
    async with world.open_tx() as tx:
        payment = await tx.payments.locked(refund.payment_id)
        current = await tx.refunds.find(refund.id)
        if current is None or current.in_flight or current.next_try_at is None:
            return None
        order = await _order(current, tx)
        others = await tx.refunds.of(current.payment_id)
        now = await tx.now()
        after = started(
            current,
            order,
            world.catalogue[current.provider],
            is_free=not any(_is_in_the_way(one, current) for one in others),
            now=now,
        )
        call = _addressed(after, order, world)
        await record(Verdict(refund=call.refund), payment, before=current, at=now, tx=tx)
        return call if after.in_flight or lacks_receipt(after) else None


async def _launched_again(
    refund: Refund, finding: RefundFinding | None, world: World
) -> _Call | None:
    """Store that the provider is called once more, where that cannot make it two."""
    async with world.open_tx() as tx:
        await tx.payments.locked(refund.payment_id)
        current = await tx.refunds.find(refund.id)
        now = await tx.now()
        if current is None or not current.in_flight or current.called_at != refund.called_at:
            return None
        if not may_repeat(current, finding, now=now):
            return None
        call = _addressed(called(current, now=now), await _order(current, tx), world)
        await tx.refunds.save(call.refund)
        return call


async def conclude(refund: Refund, finding: RefundFinding | None, world: World) -> None:
    """Decide on an answer in one transaction, whatever happened since; None is silence."""
    async with world.open_tx() as tx:
        payment = await tx.payments.locked(refund.payment_id)
        current = await tx.refunds.find(refund.id)
        if current is None or not current.in_flight:
            return  # decided meanwhile: by a rival, or by a person
        now = await tx.now()
        verdict = concluded(current, finding, successor_id=new_id(), now=now)
        await record(verdict, payment, before=current, at=now, tx=tx)


async def _called(call: _Call, world: World) -> RefundFinding | None:
    crash.here("provider.refund.calling")
    if not may_call(call.refund, now=world.clock()):
        # Whoever came after us may take it for never made, and make it.
        log.warning("a refund's call came too late to be made", refund_id=str(call.refund.id))
        return None
    try:
        finding = await world.providers[call.refund.provider].refund(call.order)
        crash.here("provider.refund.answered")
    except ProviderSilent as silence:
        _log_silence(call, silence)
        return None
    return finding


async def _traced(call: _Call, world: World) -> None:
    try:
        await world.providers[call.refund.provider].trace(call.order)
    except ProviderSilent as silence:
        _log_silence(call, silence)


async def _asked(call: _Call, world: World) -> RefundFinding | None:
    try:
        provider = world.providers[call.refund.provider]
        return await provider.ask_refund(call.order, patience=LONG)
    except ProviderSilent as silence:
        _log_silence(call, silence)
        return None


def _log_silence(call: _Call, silence: ProviderSilent) -> None:
    log.warning(
        "a provider is silent about a refund",
        provider=call.refund.provider,
        refund_id=str(call.refund.id),
        reason=str(silence),
    )


def _is_in_the_way(other: Refund, refund: Refund) -> bool:
    return other.in_flight and other.attempt_id == refund.attempt_id


def _addressed(refund: Refund, order: RefundOrder, world: World) -> _Call:
    """Give the call the refund's own address to report to, where the provider wants one."""
    is_called = refund.in_flight or lacks_receipt(refund)
    order = replace(order, called_at=refund.called_at)
    if not is_called or not world.catalogue[refund.provider].callback_tokens:
        return _Call(refund, order)
    token = world.token_of(refund.id)
    return _Call(
        refund=replace(refund, callback_hash=callback_hash(token)),
        order=replace(order, callback_token=token),
    )


async def _order(refund: Refund, tx: Tx) -> RefundOrder:
    holdings = await Holdings.of(refund.payment_id, tx=tx)
    attempt = next(one for one in holdings.attempts if one.id == refund.attempt_id)
    return RefundOrder(
        reference=refund.reference,
        attempt_reference=attempt.reference,
        receipt=attempt.provider_reference,
        session=attempt.session,
        amount=refund.amount,
        is_whole=holdings.captured[attempt.id] == refund.amount,
        reason=refund.reason,
        provider_reference=refund.provider_reference,
        called_at=refund.called_at,
    )
