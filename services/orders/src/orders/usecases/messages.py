"""How the domain's effects are spelled on the wire."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from common.events import orders as contract
from common.events.base import Event, LineV1, MoneyV1
from common.money import Money
from orders.domain.order import Order
from orders.domain.progress import Happening
from orders.domain.states import Effect, Trigger

_REFUNDED_FOR: Final = {Trigger.STOCK_REFUSED: "stock_refused"}


def order_placed(order: Order) -> Event:
    """Say that the order stands: catalog confirms its hold, cart takes out its items."""
    return contract.OrderPlaced(
        **_about(order),
        occurred_at=order.created_at,
        user_id=order.user_id,
        cart_id=order.cart_id,
        cart_version=order.cart_version,
        item_ids=tuple(line.item_id for line in order.lines),
        lines=_lines(order),
        total=_money(order.total),
        expires_at=order.expires_at,
    )


def _paid(order: Order, happening: Happening) -> Event:
    return contract.OrderPaid(**_about(order), occurred_at=happening.at, lines=_lines(order))


def _failed(order: Order, happening: Happening) -> Event:
    return contract.OrderFailed(
        **_about(order),
        occurred_at=happening.at,
        reason=happening.reason or "payment_failed",
        expires_at=order.expires_at or happening.at,
    )


def _cancelled(order: Order, happening: Happening) -> Event:
    return contract.OrderCancelled(
        **_about(order), occurred_at=happening.at, reason=_why(order), lines=_lines(order)
    )


def _cancel_requested(order: Order, happening: Happening) -> Event:
    return contract.CancelRequested(**_about(order), occurred_at=happening.at, reason=_why(order))


def _refund_all(order: Order, happening: Happening) -> Event:
    return contract.RefundRequested(
        **_about(order),
        occurred_at=happening.at,
        attempt_id=None,
        amount=_money(Money(order.refund_pending, order.currency)),
        reason=_REFUNDED_FOR.get(happening.trigger, "cancelled"),
    )


def _refund_late(order: Order, happening: Happening) -> Event:
    return contract.RefundRequested(
        **_about(order),
        occurred_at=happening.at,
        attempt_id=happening.attempt_id,
        amount=_money(Money(happening.amount, order.currency)),
        reason="late",
    )


def _shipped(order: Order, happening: Happening) -> Event:
    shipment = happening.shipment
    return contract.OrderShipped(
        **_about(order),
        occurred_at=happening.at,
        carrier=shipment.carrier if shipment else "",
        tracking_number=shipment.tracking_number if shipment else "",
    )


def _delivered(order: Order, happening: Happening) -> Event:
    return contract.OrderDelivered(**_about(order), occurred_at=happening.at)


def _about(order: Order) -> dict[str, Any]:
    return {
        "order_id": order.id,
        "number": order.number,
        "aggregate_id": order.id,
        "aggregate_version": order.version,
        "correlation_id": order.id,
    }


def _lines(order: Order) -> tuple[LineV1, ...]:
    return tuple(
        LineV1(product_id=line.product_id, variant_id=line.variant_id, quantity=line.quantity)
        for line in order.lines
    )


def _money(amount: Money) -> MoneyV1:
    return MoneyV1(amount=amount.amount, currency=amount.currency)


def _why(order: Order) -> str:
    return order.cancellation.reason if order.cancellation else ""


BY_EFFECT: Final[Mapping[Effect, Callable[[Order, Happening], Event]]] = {
    Effect.ANNOUNCE_PAID: _paid,
    Effect.ANNOUNCE_FAILED: _failed,
    Effect.ANNOUNCE_CANCELLED: _cancelled,
    Effect.ANNOUNCE_CANCEL_REQUESTED: _cancel_requested,
    Effect.ANNOUNCE_SHIPPED: _shipped,
    Effect.ANNOUNCE_DELIVERED: _delivered,
    Effect.REFUND_ALL: _refund_all,
    Effect.REFUND_LATE: _refund_late,
}
