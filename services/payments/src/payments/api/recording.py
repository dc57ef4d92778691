"""From a request to the command that records money."""

from collections.abc import Callable
from uuid import UUID

from common.auth import Principal
from payments.adapters.reads import SqlReads
from payments.adapters.tx import SqlTx
from payments.api.answers import StaffPaymentOut
from payments.api.claimed import fresh_reference
from payments.api.schemas import RecordMoneyIn
from payments.domain.caller import Caller
from payments.usecases.ports import Outcome
from payments.usecases.record_money import RecordMoney


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


async def recorded(tx: SqlTx, outcome: Outcome) -> StaffPaymentOut:
    """Show the whole payment as it stands after it."""
    return await whole_payment(tx, outcome.payment.id)


async def whole_payment(tx: SqlTx, payment_id: UUID) -> StaffPaymentOut:
    """Show the payment as it stands inside the transaction."""
    return StaffPaymentOut.whole(await SqlReads(tx.session).payment(payment_id, owners=None))
