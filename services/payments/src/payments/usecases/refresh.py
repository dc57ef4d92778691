"""Ask the providers about a payment now, because somebody wants to know."""

import asyncio
from uuid import UUID

from payments.domain.attempt import Attempt, AttemptStatus
from payments.domain.caller import Caller
from payments.domain.capture import Source
from payments.domain.payment import Payment
from payments.domain.reference import is_reference
from payments.usecases.ports import World
from payments.usecases.problems import PaymentNotFound, ReferenceNotFound
from payments.usecases.settle import SHORT, settle


async def refresh(payment_id: UUID, *, caller: Caller, world: World) -> None:
    """Ask about every attempt of one's own payment that may still change."""
    async with world.open_tx() as tx:
        payment = await tx.payments.find(payment_id)
        if payment is None or not payment.is_owned_by(caller.identities):
            raise PaymentNotFound
        attempts = await tx.attempts.of(payment_id)
    await _ask_all(attempts, Source.REFRESH, world)


async def verify(payment_id: UUID, *, world: World) -> None:
    """Ask about every attempt of any payment, for staff."""
    async with world.open_tx() as tx:
        if await tx.payments.find(payment_id) is None:
            raise PaymentNotFound
        attempts = await tx.attempts.of(payment_id)
    await _ask_all(attempts, Source.STAFF, world)


async def come_back(provider: str, reference: str, *, world: World) -> tuple[Payment, Attempt]:
    """Ask about the attempt a browser comes back from; raise `ReferenceNotFound`."""
    if not is_reference(reference):
        raise ReferenceNotFound
    async with world.open_tx() as tx:
        attempt = await tx.attempts.referred(provider, reference)
    if attempt is None:
        raise ReferenceNotFound
    await _ask_all([attempt], Source.RETURN, world)
    async with world.open_tx() as tx:
        payment = await tx.payments.find(attempt.payment_id)
        current = await tx.attempts.find(attempt.id)
    if payment is None or current is None:
        raise ReferenceNotFound
    return payment, current


async def _ask_all(attempts: list[Attempt], source: Source, world: World) -> None:
    open_ones = filter(_may_change, attempts)
    asked = (settle(one, source=source, world=world, patience=SHORT) for one in open_ones)
    await asyncio.gather(*asked)


def _may_change(attempt: Attempt) -> bool:
    # Before it began, the request that makes it is still at work and has asked nobody.
    return attempt.begun_at is not None and attempt.status not in {
        AttemptStatus.SUCCESS,
        AttemptStatus.REVIEW,
        AttemptStatus.AUTHORIZED,
    }
