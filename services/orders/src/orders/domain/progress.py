"""What one trigger does to one order: the lifecycle table applied, as a pure function."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from orders.domain.lifecycle import find
from orders.domain.order import (
    AttemptState,
    Cancellation,
    CancellationState,
    Order,
    Shipment,
)
from orders.domain.states import Change, Circumstances, Effect, OrderStatus, Step, Trigger

RETRY_LASTS_AT_MOST: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One trigger, with what it says. `amount` counts minor units of the order's currency."""

    trigger: Trigger
    at: datetime
    cause: str
    attempt_id: UUID | None = None
    amount: int = 0
    reason: str | None = None
    shipment: Shipment | None = None
    retry: timedelta = timedelta(minutes=30)
    message_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """An order before and after a trigger; `step` is None where the table has no row."""

    before: Order
    after: Order
    step: Step | None

    @property
    def path(self) -> tuple[OrderStatus, ...]:
        """The statuses passed through; empty where it stays."""
        return self.step.to if self.step else ()

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What it causes outside the order."""
        if self.step is None:
            return ()
        owed = self.after.refund_pending > self.before.refund_pending
        return tuple(effect for effect in self.step.effects if owed or not _gives_back(effect))


def advance(order: Order, happening: Happening) -> Progress:
    """Apply the trigger; each status passed and each change without one is one version."""
    given = Circumstances(
        cancel_asked=order.cancel_asked,
        current_attempt=happening.attempt_id == order.attempt_id,
        ready_to_ship=order.stock_committed and order.is_settled,
        stock_committed=order.stock_committed,
    )
    step = find(order.status, happening.trigger, given)
    if step is None or not step.moves:
        return Progress(before=order, after=order, step=step)
    after = order
    for change in step.changes:
        after = CHANGES[change](after, happening)
    for status in step.to:
        after = _enter(after, status, happening)
    after = replace(after, version=order.version + max(len(step.to), 1), updated_at=happening.at)
    return Progress(before=order, after=after, step=step)


def _gives_back(effect: Effect) -> bool:
    return effect in {Effect.REFUND_ALL, Effect.REFUND_LATE}


def _enter(order: Order, status: OrderStatus, happening: Happening) -> Order:
    expires_at = order.expires_at if status is OrderStatus.FAILED else None
    entered = replace(order, status=status, expires_at=expires_at)
    if status is not OrderStatus.CANCELLED:
        return entered
    # One that was denied before is another story.
    asked = order.cancellation if order.cancel_asked else None
    return replace(
        entered,
        cancellation=Cancellation(
            state=CancellationState.DONE,
            requested_at=asked.requested_at if asked else happening.at,
            reason=asked.reason if asked else _reason(happening),
        ),
    )


def _reason(happening: Happening) -> str:
    return happening.reason or happening.trigger.value


def _attempt_begun(order: Order, happening: Happening) -> Order:
    return replace(
        order,
        attempt_id=happening.attempt_id,
        attempt_state=AttemptState.UNDECIDED,
        attempts=order.attempts + 1,
    )


def _attempt_failed(order: Order, _: Happening) -> Order:
    return replace(order, attempt_state=AttemptState.FAILED)


def _money_in(order: Order, happening: Happening) -> Order:
    paid = order.paid + happening.amount
    # Cash comes in parts; the promise of the rest stands until nothing is left.
    promised = order.attempt_state is AttemptState.AUTHORIZED and paid < order.total.amount
    return replace(
        order,
        attempt_id=happening.attempt_id,
        attempt_state=AttemptState.AUTHORIZED if promised else AttemptState.CAPTURED,
        paid=paid,
    )


def _money_certain(order: Order, happening: Happening) -> Order:
    return replace(order, attempt_id=happening.attempt_id, attempt_state=AttemptState.AUTHORIZED)


def _money_back(order: Order, happening: Happening) -> Order:
    # It may be heard of before the money that it gives back, and staff may refund unasked.
    refunded = order.refunded + happening.amount
    pending = min(order.refund_pending - happening.amount, order.paid - refunded)
    return replace(order, refunded=refunded, refund_pending=max(pending, 0))


def _refund_owed(order: Order, _: Happening) -> Order:
    return replace(order, refund_pending=max(order.paid - order.refunded, 0))


def _refund_reported(order: Order, _: Happening) -> Order:
    return order


def _stock_taken(order: Order, _: Happening) -> Order:
    return replace(order, stock_committed=True)


def _cancel_asked(order: Order, happening: Happening) -> Order:
    asked = Cancellation(
        state=CancellationState.REQUESTED,
        requested_at=happening.at,
        reason=_reason(happening),
    )
    return replace(order, cancellation=asked)


def _cancel_denied(order: Order, _: Happening) -> Order:
    if order.cancellation is None:
        return order
    return replace(order, cancellation=replace(order.cancellation, state=CancellationState.DENIED))


def _retry_clock(order: Order, happening: Happening) -> Order:
    last = order.created_at + RETRY_LASTS_AT_MOST
    return replace(order, expires_at=min(happening.at + happening.retry, last))


def _goods_sent(order: Order, happening: Happening) -> Order:
    return replace(order, shipment=happening.shipment)


CHANGES: Final[Mapping[Change, Callable[[Order, Happening], Order]]] = {
    Change.ATTEMPT_BEGUN: _attempt_begun,
    Change.ATTEMPT_FAILED: _attempt_failed,
    Change.MONEY_IN: _money_in,
    Change.MONEY_CERTAIN: _money_certain,
    Change.MONEY_BACK: _money_back,
    Change.REFUND_REPORTED: _refund_reported,
    Change.STOCK_TAKEN: _stock_taken,
    Change.CANCEL_ASKED: _cancel_asked,
    Change.CANCEL_DENIED: _cancel_denied,
    Change.REFUND_OWED: _refund_owed,
    Change.RETRY_CLOCK: _retry_clock,
    Change.GOODS_SENT: _goods_sent,
}
