"""What an order still waits for, from whom, and until when: derived from the order itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from orders.domain.order import AttemptState, Order
from orders.domain.states import OrderStatus

ALARM_AFTER: Final = timedelta(minutes=5)
"""How long after the last moment an attempt can stay undecided the saga counts as stuck."""
STOCK_WITHIN: Final = timedelta(minutes=5)
"""How long catalog may take to say that a paid order's goods are set aside."""
REFUND_WITHIN: Final = timedelta(hours=25)
"""How long money may take to go back: payments tries for a day before it gives up."""


class Owed(StrEnum):
    """A step somebody else must take before the order is done."""

    PAYMENT = "payments:payment"
    CASH = "payments:cash"
    REFUND = "payments:refund"
    STOCK = "catalog:stock"


_WAITS: Final = {OrderStatus.PENDING, OrderStatus.PROCESSING, OrderStatus.FAILED}
_WITHIN: Final = {Owed.STOCK: STOCK_WITHIN, Owed.REFUND: REFUND_WITHIN}


class SagaState(StrEnum):
    """Whether anything is still owed, or something did not come in time."""

    RUNNING = "running"
    DONE = "done"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saga:
    """Where one order's saga stands; `deadline_at` is when the next clock looks at it."""

    state: SagaState
    owed: tuple[Owed, ...]
    deadline_at: datetime | None
    attempts: int


def follow(order: Order, *, at: datetime, attempt_lasts: timedelta) -> Saga:
    """Return the saga as it stands right after the order changed at that moment."""
    owed = tuple(step for step, is_owed in _owed(order).items() if is_owed)
    if order.status in _WAITS:
        undecided = order.status is OrderStatus.PROCESSING
        deadline = at + attempt_lasts + ALARM_AFTER if undecided else order.expires_at
    else:
        deadline = min((at + _WITHIN[step] for step in owed if step in _WITHIN), default=None)
    return Saga(
        state=SagaState.RUNNING if owed else SagaState.DONE,
        owed=owed,
        deadline_at=deadline,
        attempts=order.attempts,
    )


def _owed(order: Order) -> dict[Owed, bool]:
    gone = order.status is OrderStatus.CANCELLED
    paid = order.status not in _WAITS and not gone
    promised = order.attempt_state is AttemptState.AUTHORIZED
    return {
        Owed.PAYMENT: order.status in _WAITS,
        Owed.CASH: paid and promised and order.outstanding > 0,
        Owed.REFUND: order.refund_pending > 0,
        Owed.STOCK: paid and not order.stock_committed,
    }
