"""The life of an order, and with it the payment saga, as one table.

A row reads: in this status, when this happens, and this holds, go there, change that on the
order and cause those. Rows of one pair are tried in order; the first that holds is taken.
What is not in the table is illegal for a request and ignored for a fact.
"""

from collections.abc import Mapping
from typing import Final

from orders.domain.states import (
    Change,
    Circumstances,
    Effect,
    OrderStatus,
    Step,
    Trigger,
    When,
)

Rows = Mapping[Trigger, tuple[Step, ...]]

_FOLLOW_UPS: Final[Rows] = {
    Trigger.STOCK_COMMITTED: (Step(changes=(Change.STOCK_TAKEN,)),),
    Trigger.REFUND_SUCCEEDED: (Step(changes=(Change.MONEY_BACK,)),),
    Trigger.REFUND_FAILED: (
        Step(changes=(Change.REFUND_REPORTED,), effects=(Effect.RAISE_ALARM,)),
    ),
}

# What others owe an order did not come: no clock moves it, a person looks.
_WATCHED: Final[Rows] = {Trigger.WATCHDOG: (Step(effects=(Effect.RAISE_ALARM,)),)}

_CASH_RECORDED: Final[Rows] = {Trigger.CAPTURED: (Step(changes=(Change.MONEY_IN,)),)}

_PAID: Final = (Effect.ANNOUNCE_PAID, Effect.MAIL_RECEIPT)
_CANCELLED: Final = (Effect.ANNOUNCE_CANCELLED, Effect.MAIL_CANCELLATION)
_BEGIN: Final = Step(to=(OrderStatus.PROCESSING,), changes=(Change.ATTEMPT_BEGUN,))
_CANCEL: Final = (Step(to=(OrderStatus.CANCELLED,), effects=_CANCELLED),)
_CANCEL_PAID: Final = (
    Step(
        to=(OrderStatus.CANCELLED,),
        changes=(Change.REFUND_OWED,),
        effects=(*_CANCELLED, Effect.REFUND_ALL),
    ),
)
_ASK_CANCEL: Final = (
    Step(when=When.CANCEL_ASKED),  # asked once: payments already knows
    Step(changes=(Change.CANCEL_ASKED,), effects=(Effect.ANNOUNCE_CANCEL_REQUESTED,)),
)
# Money while the shop waits for none: both edges are walked, so that no order is paid unbegun.
_PAID_UNASKED: Final[Rows] = {
    Trigger.CAPTURED: (
        Step(
            to=(OrderStatus.PROCESSING, OrderStatus.SUCCESS),
            changes=(Change.MONEY_IN,),
            effects=_PAID,
        ),
    ),
    Trigger.AUTHORIZED: (
        Step(
            to=(OrderStatus.PROCESSING, OrderStatus.SUCCESS),
            changes=(Change.MONEY_CERTAIN,),
            effects=_PAID,
        ),
    ),
}
_GIVEN_UP: Final[Rows] = {
    Trigger.CANCEL: _CANCEL,
    Trigger.STAFF_CANCEL: _CANCEL,
    Trigger.EXPIRED: _CANCEL,
    Trigger.STOCK_REFUSED: _CANCEL,
}

STEPS: Final[Mapping[OrderStatus, Rows]] = {
    OrderStatus.PENDING: {
        **_FOLLOW_UPS,
        **_PAID_UNASKED,
        **_GIVEN_UP,
        Trigger.BEGIN: (_BEGIN,),
        Trigger.NOTHING_DUE: (
            Step(to=(OrderStatus.PROCESSING, OrderStatus.SUCCESS), effects=_PAID),
        ),
    },
    OrderStatus.PROCESSING: {
        **_FOLLOW_UPS,
        **_WATCHED,
        Trigger.BEGIN: (Step(changes=(Change.ATTEMPT_BEGUN,), when=When.NO_CANCEL_ASKED),),
        Trigger.CAPTURED: (
            Step(
                to=(OrderStatus.SUCCESS,),
                changes=(Change.MONEY_IN, Change.CANCEL_DENIED),
                effects=_PAID,
            ),
        ),
        Trigger.AUTHORIZED: (
            Step(
                to=(OrderStatus.SUCCESS,),
                changes=(Change.MONEY_CERTAIN, Change.CANCEL_DENIED),
                effects=_PAID,
            ),
        ),
        Trigger.FAILED: (
            Step(when=When.OTHER_ATTEMPT),
            Step(
                to=(OrderStatus.CANCELLED,),
                changes=(Change.ATTEMPT_FAILED,),
                effects=_CANCELLED,
                when=When.CANCEL_ASKED,
            ),
            Step(
                to=(OrderStatus.FAILED,),
                changes=(Change.ATTEMPT_FAILED, Change.RETRY_CLOCK),
                effects=(Effect.ANNOUNCE_FAILED,),
            ),
        ),
        Trigger.CANCEL: _ASK_CANCEL,
        Trigger.STAFF_CANCEL: _ASK_CANCEL,
        Trigger.STOCK_REFUSED: _ASK_CANCEL,
    },
    OrderStatus.FAILED: {
        **_FOLLOW_UPS,
        **_PAID_UNASKED,
        **_GIVEN_UP,
        Trigger.BEGIN: (_BEGIN,),
    },
    OrderStatus.SUCCESS: {
        **_FOLLOW_UPS,
        **_WATCHED,
        **_CASH_RECORDED,
        Trigger.STAFF_CANCEL: _CANCEL_PAID,
        Trigger.STOCK_REFUSED: (
            Step(when=When.STOCK_COMMITTED),  # refused before it was paid, and taken since
            Step(
                to=(OrderStatus.CANCELLED,),
                changes=(Change.REFUND_OWED,),
                effects=(*_CANCELLED, Effect.REFUND_ALL, Effect.RAISE_ALARM),
            ),
        ),
        Trigger.SHIP: (
            Step(
                to=(OrderStatus.SHIPPED,),
                changes=(Change.GOODS_SENT,),
                effects=(Effect.ANNOUNCE_SHIPPED,),
                when=When.READY_TO_SHIP,
            ),
        ),
    },
    OrderStatus.SHIPPED: {
        **_FOLLOW_UPS,
        **_WATCHED,
        **_CASH_RECORDED,
        Trigger.DELIVER: (Step(to=(OrderStatus.DELIVERED,), effects=(Effect.ANNOUNCE_DELIVERED,)),),
    },
    OrderStatus.DELIVERED: {**_FOLLOW_UPS, **_WATCHED, **_CASH_RECORDED},
    OrderStatus.CANCELLED: {
        **_FOLLOW_UPS,
        **_WATCHED,
        Trigger.CANCEL: (Step(),),
        Trigger.STAFF_CANCEL: (Step(),),
        # The money arrived after we gave up on it: give it back.
        Trigger.CAPTURED: (
            Step(changes=(Change.MONEY_IN, Change.REFUND_OWED), effects=(Effect.REFUND_LATE,)),
        ),
    },
}

EDGES: Final = frozenset(
    edge
    for status, rows in STEPS.items()
    for steps in rows.values()
    for step in steps
    for edge in zip((status, *step.to), step.to, strict=False)
)
"""Every pair of statuses that some row walks; the database refuses all others."""


def find(status: OrderStatus, trigger: Trigger, given: Circumstances) -> Step | None:
    """Return the row for this, or None where the table has none."""
    for step in STEPS[status].get(trigger, ()):
        if _holds(step.when, given):
            return step
    return None


def _holds(when: When, given: Circumstances) -> bool:
    return {
        When.ALWAYS: True,
        When.CANCEL_ASKED: given.cancel_asked,
        When.NO_CANCEL_ASKED: not given.cancel_asked,
        When.OTHER_ATTEMPT: not given.current_attempt,
        When.READY_TO_SHIP: given.ready_to_ship,
        When.STOCK_COMMITTED: given.stock_committed,
    }[when]
