"""What payments tells us, and what each of it does to an order."""

from collections.abc import Mapping
from typing import Final

from common.events.payments import (
    PaymentAuthorized,
    PaymentCaptured,
    PaymentFact,
    PaymentFailed,
    RefundFailed,
    RefundSucceeded,
)
from orders.consumers.unknown import UNKNOWN
from orders.domain.states import Trigger
from orders.usecases.hear_facts import hear
from orders.usecases.keep_books import keep
from orders.usecases.ports import Tx

TRIGGERS: Final[Mapping[type[PaymentFact], Trigger]] = {
    PaymentCaptured: Trigger.CAPTURED,
    PaymentAuthorized: Trigger.AUTHORIZED,
    PaymentFailed: Trigger.FAILED,
    RefundSucceeded: Trigger.REFUND_SUCCEEDED,
    RefundFailed: Trigger.REFUND_FAILED,
}


async def on_payment(event: PaymentFact, tx: Tx) -> None:
    """Take the step the payment causes, and keep the fact for the reports."""
    amount = getattr(event, "amount", None)
    known = await hear(
        event.order_id,
        TRIGGERS[type(event)],
        tx=tx,
        cause=event.name,
        message_id=event.id,
        attempt_id=event.attempt_id,
        amount=0 if amount is None else amount.amount,
        reason=getattr(event, "reason", event.provider),
    )
    if known:
        await keep(event, tx=tx)
    else:
        UNKNOWN.labels(event.name).inc()
