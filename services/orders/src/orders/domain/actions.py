"""What a caller may do with an order right now: the `allowed_actions` of every answer."""

from dataclasses import dataclass
from enum import StrEnum

from orders.domain.lifecycle import find
from orders.domain.order import ATTEMPTS_AT_MOST, Order
from orders.domain.states import Circumstances, Trigger


class Action(StrEnum):
    """Something one can do with an order."""

    PAY = "pay"
    CANCEL = "cancel"
    REFUND = "refund"
    SHIP = "ship"
    DELIVER = "deliver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks at an order, in the terms that decide what they may do."""

    owns: bool = False
    may_write_orders: bool = False
    may_write_payments: bool = False
    may_write_refunds: bool = False


OWNER = Viewer(owns=True)


def allowed(order: Order, viewer: Viewer) -> list[Action]:
    """Return what the viewer may do, in a fixed order."""
    given = Circumstances(
        cancel_asked=order.cancel_asked,
        ready_to_ship=order.stock_committed and order.is_settled,
    )

    def can(trigger: Trigger) -> bool:
        return find(order.status, trigger, given) is not None

    owner, staff = viewer.owns, viewer.may_write_orders
    verdicts = {
        Action.PAY: (owner or viewer.may_write_payments)
        and can(Trigger.BEGIN)
        and order.attempts < ATTEMPTS_AT_MOST,
        Action.CANCEL: (owner and cancellable(order, Trigger.CANCEL))
        or (staff and cancellable(order, Trigger.STAFF_CANCEL)),
        Action.REFUND: viewer.may_write_refunds and order.net_paid > 0,
        Action.SHIP: staff and can(Trigger.SHIP),
        Action.DELIVER: staff and can(Trigger.DELIVER),
    }
    return [action for action, holds in verdicts.items() if holds]


def cancellable(order: Order, trigger: Trigger) -> bool:
    """Whether asking for a cancellation now would end the order, or have its payment stopped."""
    step = find(order.status, trigger, Circumstances(cancel_asked=order.cancel_asked))
    return step is not None and step.moves
