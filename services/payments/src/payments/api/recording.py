"""From a request to the command that records money."""

from collections.abc import Callable
from uuid import UUID

from common import context
from common.auth import Principal
from payments.adapters.reads import SqlReads
from payments.adapters.tx import SqlTx
from payments.api.answers import StaffPaymentOut
from payments.api.claimed import fresh_reference
from payments.api.schemas import CaptureIn, RecordMoneyIn
from payments.domain.caller import Caller
from payments.usecases.capture_promised import CapturePromised
from payments.usecases.ports import Outcome
from payments.usecases.record_money import RecordMoney
from payments.usecases.void_payment import VoidPayment


def record_command(
    body: RecordMoneyIn, caller: Caller, writer: Principal, request_id: str | None
) -> Callable[[UUID], RecordMoney]:
    """Return what makes the command, once the claim has given the attempt its id."""

    def command(attempt_id: UUID) -> RecordMoney:
        return RecordMoney(
            attempt_id=attempt_id,
            order_id=body.order_id,
            provider=body.provider,
            amount=body.amount.money(),
            note=body.note,
            reference=fresh_reference(),
            caller=caller,
            actor_id=writer.id,
            request_id=request_id,
        )

    return command


def capture_command(
    payment_id: UUID, body: CaptureIn, caller: Caller, writer: Principal
) -> Callable[[UUID], CapturePromised]:
    """Return what makes the command, once the claim has given the attempt its id."""

    def command(attempt_id: UUID) -> CapturePromised:
        return CapturePromised(
            attempt_id=attempt_id,
            payment_id=payment_id,
            amount=None if body.amount is None else body.amount.money(),
            note=body.note,
            reference=fresh_reference(),
            caller=caller,
            actor_id=writer.id,
            request_id=context.request_id.get(),
        )

    return command


def void_command(payment_id: UUID, writer: Principal) -> VoidPayment:
    """Return the command that stops the payment."""
    return VoidPayment(
        payment_id=payment_id, actor_id=writer.id, request_id=context.request_id.get()
    )


async def recorded(tx: SqlTx, outcome: Outcome) -> StaffPaymentOut:
    """Show the whole payment as it stands after it."""
    return await whole_payment(tx, outcome.payment.id)


async def whole_payment(tx: SqlTx, payment_id: UUID) -> StaffPaymentOut:
    """Show the payment as it stands inside the transaction."""
    return StaffPaymentOut.whole(await SqlReads(tx.session).payment(payment_id, owners=None))
