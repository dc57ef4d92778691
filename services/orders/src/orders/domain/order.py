"""An order: what was bought, by whom, for how much, and where it stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from common.money import Money
from orders.domain.states import OrderStatus
from orders.domain.totals import Item, Totals

ATTEMPTS_AT_MOST: Final = 8
"""Times that paying one order may be tried."""


class PaymentStatus(StrEnum):
    """Where an order's money stands; derived, never set."""

    UNPAID = "unpaid"
    PENDING = "pending"
    FAILED = "failed"
    AUTHORIZED = "authorized"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"


class FulfillmentStatus(StrEnum):
    """Where an order's goods stand; derived, never set."""

    UNFULFILLED = "unfulfilled"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"


class AttemptState(StrEnum):
    """What is known of the last attempt to pay."""

    NONE = "none"
    UNDECIDED = "undecided"
    FAILED = "failed"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"


class CancellationState(StrEnum):
    """What became of a cancellation that was asked for while a payment was undecided."""

    REQUESTED = "requested"
    DENIED = "denied"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where goods or bills go; `country` is ISO 3166-1 alpha-2."""

    full_name: str
    phone_number: str
    line1: str
    city: str
    country: str
    line2: str | None = None
    region: str | None = None
    postal_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to write to about an order, as it was when the order was placed."""

    email: str
    full_name: str
    phone_number: str | None
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Item):
    """One variant at the price the customer saw; later changes in the catalog do not touch it."""

    item_id: UUID
    product_id: UUID
    variant_id: UUID
    sku: str
    slug: str
    name: str
    options: dict[str, str]
    image_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """A cancellation, asked for or done, and why."""

    state: CancellationState
    requested_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """Who carries the goods, and the number to follow them by."""

    carrier: str
    tracking_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One purchase. `paid`, `refunded` and `refund_pending` are minor units of its currency."""

    id: UUID
    number: str
    user_id: UUID | None
    contact: Contact
    cart_id: UUID
    cart_version: int
    lines: tuple[Line, ...]
    totals: Totals
    shipping_address: Address
    billing_address: Address
    shipping_method: str
    notes: str | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime | None
    status: OrderStatus = OrderStatus.PENDING
    version: int = 1
    attempt_id: UUID | None = None
    attempt_state: AttemptState = AttemptState.NONE
    attempts: int = 0
    paid: int = 0
    refunded: int = 0
    refund_pending: int = 0
    stock_committed: bool = False
    cancellation: Cancellation | None = None
    shipment: Shipment | None = None
    archived_at: datetime | None = None

    @property
    def total(self) -> Money:
        """What is to be paid."""
        return self.totals.total

    @property
    def currency(self) -> str:
        """The currency of every amount of the order."""
        return self.totals.total.currency

    @property
    def net_paid(self) -> int:
        """What was paid and neither went back nor is about to, in minor units."""
        return self.paid - self.refunded - self.refund_pending

    @property
    def outstanding(self) -> int:
        """What is still to be paid, in minor units."""
        if self.status is OrderStatus.CANCELLED:
            return 0
        return max(self.total.amount - self.paid, 0)

    @property
    def is_frozen(self) -> bool:
        """Whether its total can no longer change: a payment was begun, or it left `pending`."""
        return self.status is not OrderStatus.PENDING or self.attempt_id is not None

    @property
    def cancel_asked(self) -> bool:
        """Whether a cancellation waits for an undecided payment."""
        return (
            self.cancellation is not None and self.cancellation.state is CancellationState.REQUESTED
        )

    @property
    def is_settled(self) -> bool:
        """Whether its money is certain: paid on balance, promised in cash, or none was due."""
        promised = self.attempt_state is AttemptState.AUTHORIZED
        return self.net_paid > 0 or promised or self.total.amount == 0

    @property
    def payment_status(self) -> PaymentStatus:
        """Where the money stands: the first that holds."""
        claims = {
            PaymentStatus.REFUNDED: 0 < self.paid <= self.refunded,
            PaymentStatus.PARTIALLY_REFUNDED: 0 < self.refunded < self.paid,
            PaymentStatus.PAID: self._is_paid,
            PaymentStatus.AUTHORIZED: self._is(AttemptState.AUTHORIZED),
            PaymentStatus.PENDING: self._is(AttemptState.UNDECIDED),
            PaymentStatus.FAILED: self.attempt_state is AttemptState.FAILED,
        }
        return next((status for status, holds in claims.items() if holds), PaymentStatus.UNPAID)

    @property
    def fulfillment_status(self) -> FulfillmentStatus:
        """Where the goods stand."""
        return fulfillment_of(self.status)

    @property
    def _is_paid(self) -> bool:
        if self.total.amount == 0:
            return self.status in {
                OrderStatus.SUCCESS,
                OrderStatus.SHIPPED,
                OrderStatus.DELIVERED,
            }
        return self.paid >= self.total.amount

    def _is(self, state: AttemptState) -> bool:
        # A promise or an open question ends with the order.
        return self.attempt_state is state and self.status is not OrderStatus.CANCELLED


def fulfillment_of(status: OrderStatus) -> FulfillmentStatus:
    """Return where the goods of an order in that status stand."""
    return {
        OrderStatus.SHIPPED: FulfillmentStatus.SHIPPED,
        OrderStatus.DELIVERED: FulfillmentStatus.DELIVERED,
    }.get(status, FulfillmentStatus.UNFULFILLED)
