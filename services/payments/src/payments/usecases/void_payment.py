"""Staff have a payment stopped: what is open is closed now, or as soon as its provider answers."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from common.errors import Conflict
from common.events.payments import AuditRecorded
from payments.domain.attempt import Attempt
from payments.domain.capture import Source
from payments.domain.payment import Payment
from payments.usecases.ports import World
from payments.usecases.settle import SHORT
from payments.usecases.stop import stop_all
from payments.usecases.stores import Tx
from payments.usecases.wind_up import wind_up


class NothingToVoid(Conflict):
    """Nothing of the payment could still be paid at a provider."""

    code = "illegal_transition"

    def __init__(self) -> None:
        super().__init__("nothing of this payment is open at a provider")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidPayment:
    """Which payment, and who has it stopped."""

    payment_id: UUID
    actor_id: UUID
    request_id: str | None


async def void_payment(command: VoidPayment, *, world: World) -> None:
    """Stop everything that is open; money that came first wins.

    What cannot be closed lapses at its deadline, or is closed by the poller once its provider
    answers. Raises `PaymentNotFound` or `NothingToVoid`.
    """
    async with world.open_tx() as tx:
        payment = await tx.payments.locked(command.payment_id)
        open_ones = [one for one in await tx.attempts.of(payment.id) if _is_open(one)]
        if not open_ones:
            raise NothingToVoid
        await stop_all(payment.id, tx=tx)
        tx.outbox.add(await _audit(command, payment, open_ones, tx))
    await asyncio.gather(
        *(
            wind_up(attempt, source=Source.STAFF, world=world, patience=SHORT)
            for attempt in open_ones
            if attempt.begun_at is not None
        )
    )


def _is_open(attempt: Attempt) -> bool:
    return attempt.is_undecided or attempt.is_left_open


async def _audit(
    command: VoidPayment, payment: Payment, stopped: list[Attempt], tx: Tx
) -> AuditRecorded:
    return AuditRecorded(
        occurred_at=await tx.now(),
        aggregate_id=payment.id,
        aggregate_version=payment.version,
        correlation_id=payment.order_id,
        actor_id=command.actor_id,
        action="payments.void_payment",
        object_type="payment",
        object_id=str(payment.id),
        before={str(one.id): one.status.value for one in stopped},
        after={},
        request_id=command.request_id,
    )
