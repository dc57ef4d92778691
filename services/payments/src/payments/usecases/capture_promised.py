"""Staff collect what was promised: cash on delivery, as far as it is outstanding."""

from dataclasses import dataclass
from uuid import UUID

from common.errors import Conflict
from common.money import Money
from payments.domain.attempt import Attempt, AttemptStatus
from payments.domain.caller import Caller
from payments.domain.provider import Flow
from payments.usecases.ports import Outcome, Seal, World
from payments.usecases.record_money import RecordMoney, record_money


class NothingPromised(Conflict):
    """No attempt of the payment waits for its money to be recorded."""

    code = "illegal_transition"

    def __init__(self) -> None:
        super().__init__("nothing of this payment is authorized and waits to be captured")


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturePromised:
    """Of which payment, how much (None: all that is outstanding), and who says so."""

    attempt_id: UUID
    payment_id: UUID
    amount: Money | None
    note: str | None
    reference: str
    caller: Caller
    actor_id: UUID
    request_id: str | None


async def capture_promised(command: CapturePromised, *, world: World, seal: Seal) -> Outcome:
    """Record the money of the authorized attempt.

    Raises `PaymentNotFound`, `NothingPromised`, or what recording money raises.
    """
    async with world.open_tx() as tx:
        payment = await tx.payments.locked(command.payment_id)
        attempts = await tx.attempts.of(payment.id)
    promised = next(filter(_is_promised, reversed(attempts)), None)
    amount = command.amount or payment.outstanding
    if promised is None or amount is None:
        raise NothingPromised
    money = RecordMoney(
        attempt_id=command.attempt_id,
        order_id=payment.order_id,
        provider=promised.provider,
        amount=amount,
        note=command.note,
        reference=command.reference,
        caller=command.caller,
        actor_id=command.actor_id,
        request_id=command.request_id,
    )
    return await record_money(money, world=world, seal=seal)


def _is_promised(attempt: Attempt) -> bool:
    # Money comes in parts: the first of them ends the attempt that promised all.
    by_hand = attempt.flow is Flow.NONE
    return by_hand and attempt.status in {AttemptStatus.AUTHORIZED, AttemptStatus.SUCCESS}
