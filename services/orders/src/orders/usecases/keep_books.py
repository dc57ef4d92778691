"""Keep what payments did for an order, so that reports can tell of it."""

from collections.abc import Mapping
from typing import Final

from common.events.payments import (
    PaymentAuthorized,
    PaymentCaptured,
    PaymentFact,
    PaymentFailed,
    RefundSucceeded,
)
from orders.domain.attempt import Attempt, Outcome, Refund
from orders.usecases.ports import Tx

OUTCOMES: Final[Mapping[type[PaymentFact], Outcome]] = {
    PaymentAuthorized: Outcome.PROMISED,
    PaymentCaptured: Outcome.CAPTURED,
    PaymentFailed: Outcome.FAILED,
}


async def keep(fact: PaymentFact, *, tx: Tx) -> None:
    """Keep the fact, in the order of one's own it names; it counts on the day it happened."""
    if isinstance(fact, RefundSucceeded):
        await tx.cash_book.give_back(_refund(fact))
    elif type(fact) in OUTCOMES:
        await tx.cash_book.tell(_attempt(fact))


def _attempt(fact: PaymentFact) -> Attempt:
    return Attempt(
        id=fact.attempt_id,
        order_id=fact.order_id,
        provider=fact.provider,
        outcome=OUTCOMES[type(fact)],
        at=fact.occurred_at,
        captured=fact.amount.amount if isinstance(fact, PaymentCaptured) else 0,
    )


def _refund(fact: RefundSucceeded) -> Refund:
    return Refund(
        id=fact.refund_id,
        order_id=fact.order_id,
        provider=fact.provider,
        amount=fact.amount.amount,
        at=fact.occurred_at,
    )
