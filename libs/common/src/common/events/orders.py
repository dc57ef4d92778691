"""Facts published by the orders service, which owns this module."""

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from common.events.base import AuditFact, Event, LineV1, MoneyV1


class OrderFact(Event):
    """A fact about one order; `aggregate_version` is the order's version after it."""

    order_id: UUID
    number: str


class OrderPlaced(OrderFact):
    """An order stands, its stock is to be kept and its cart's items are used up."""

    name: ClassVar[str] = "orders.order_placed.v1"

    user_id: UUID | None
    cart_id: UUID
    cart_version: int
    item_ids: tuple[UUID, ...]
    lines: tuple[LineV1, ...]
    total: MoneyV1
    expires_at: AwareDatetime | None


class OrderPaid(OrderFact):
    """The order's money is collected or certain; it may be shipped once its stock is committed."""

    name: ClassVar[str] = "orders.order_paid.v1"

    lines: tuple[LineV1, ...]


class OrderFailed(OrderFact):
    """The payment failed; the order keeps its stock until `expires_at` and may be tried again."""

    name: ClassVar[str] = "orders.order_failed.v1"
    heard: ClassVar[bool] = False

    reason: str
    expires_at: AwareDatetime


class OrderCancelled(OrderFact):
    """The order will not be delivered; its stock is free again."""

    name: ClassVar[str] = "orders.order_cancelled.v1"

    reason: str
    lines: tuple[LineV1, ...]


class OrderShipped(OrderFact):
    """The goods are on their way."""

    name: ClassVar[str] = "orders.order_shipped.v1"
    heard: ClassVar[bool] = False

    carrier: str
    tracking_number: str


class OrderDelivered(OrderFact):
    """The goods arrived."""

    name: ClassVar[str] = "orders.order_delivered.v1"
    heard: ClassVar[bool] = False


class CancelRequested(OrderFact):
    """A cancellation was asked for while a payment is undecided; stop and void it."""

    name: ClassVar[str] = "orders.cancel_requested.v1"

    reason: str


class RefundRequested(OrderFact):
    """Money was collected for an order that will not be delivered.

    `attempt_id` names the one capture to give back; None means all that is net paid.
    """

    name: ClassVar[str] = "orders.refund_requested.v1"

    attempt_id: UUID | None
    amount: MoneyV1 | None
    reason: str


class AuditRecorded(AuditFact):
    """Staff changed an order, a shipping method or a tax rate."""

    name: ClassVar[str] = "orders.audit_recorded.v1"
