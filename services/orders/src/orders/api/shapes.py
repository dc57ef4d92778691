"""Orders as the API gives them."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from typing_extensions import override

from common.money import Money
from common.schemas import AddressOut, MoneyOut, Out
from orders.domain.actions import Action, Viewer, allowed
from orders.domain.order import (
    CancellationState,
    Contact,
    FulfillmentStatus,
    Line,
    Order,
    PaymentStatus,
)
from orders.domain.states import OrderStatus


class LineOut(Out):
    """One line of an order; `line_total` is before discount."""

    product_id: UUID
    variant_id: UUID
    sku: str
    slug: str
    name: str
    options: dict[str, str]
    image_url: str | None
    quantity: int
    unit_price: MoneyOut
    tax: MoneyOut
    line_total: MoneyOut

    @classmethod
    def of(cls, line: Line, tax: Money) -> Self:
        """Show the line."""
        return cls(
            product_id=line.product_id,
            variant_id=line.variant_id,
            sku=line.sku,
            slug=line.slug,
            name=line.name,
            options=line.options,
            image_url=line.image_url,
            quantity=line.quantity,
            unit_price=MoneyOut.of(line.unit_price),
            tax=MoneyOut.of(tax),
            line_total=MoneyOut.of(line.line_total),
        )


class AmountsOut(Out):
    """What was paid, what went back, what is about to, and what is still to be paid."""

    paid: MoneyOut
    refunded: MoneyOut
    refund_pending: MoneyOut
    outstanding: MoneyOut

    @classmethod
    def of(cls, order: Order) -> Self:
        """Show the order's money."""

        def money(amount: int) -> MoneyOut:
            return MoneyOut(amount=amount, currency=order.currency)

        return cls(
            paid=money(order.paid),
            refunded=money(order.refunded),
            refund_pending=money(order.refund_pending),
            outstanding=money(order.outstanding),
        )


class CancellationOut(Out):
    """A cancellation and what became of it."""

    state: CancellationState
    requested_at: datetime
    reason: str


class ShipmentOut(Out):
    """Who carries the goods."""

    carrier: str
    tracking_number: str


class OrderOut(Out):
    """An order as its owner sees it."""

    id: UUID
    number: str
    status: OrderStatus
    payment_status: PaymentStatus
    fulfillment_status: FulfillmentStatus
    currency: str
    items: list[LineOut]
    subtotal: MoneyOut
    discount: MoneyOut
    shipping: MoneyOut
    tax: MoneyOut
    tax_included: bool
    rounding: MoneyOut
    total: MoneyOut
    shipping_address: AddressOut
    billing_address: AddressOut
    shipping_method: str
    notes: str | None
    amounts: AmountsOut
    cancellation: CancellationOut | None
    shipment: ShipmentOut | None
    stock_committed: bool
    version: int
    expires_at: datetime | None
    created_at: datetime
    updated_at: datetime
    allowed_actions: list[Action]

    @classmethod
    def of(cls, order: Order, viewer: Viewer) -> Self:
        """Show the order to the viewer."""
        totals = order.totals
        cancellation, shipment = order.cancellation, order.shipment
        return cls(
            id=order.id,
            number=order.number,
            status=order.status,
            payment_status=order.payment_status,
            fulfillment_status=order.fulfillment_status,
            currency=order.currency,
            items=lines_out(order.lines, totals.line_taxes),
            subtotal=MoneyOut.of(totals.subtotal),
            discount=MoneyOut.of(totals.discount),
            shipping=MoneyOut.of(totals.shipping),
            tax=MoneyOut.of(totals.tax),
            tax_included=totals.tax_included,
            rounding=MoneyOut.of(totals.rounding),
            total=MoneyOut.of(totals.total),
            shipping_address=AddressOut(**asdict(order.shipping_address)),
            billing_address=AddressOut(**asdict(order.billing_address)),
            shipping_method=order.shipping_method,
            notes=order.notes,
            amounts=AmountsOut.of(order),
            cancellation=None if cancellation is None else CancellationOut(**asdict(cancellation)),
            shipment=None if shipment is None else ShipmentOut(**asdict(shipment)),
            stock_committed=order.stock_committed,
            version=order.version,
            expires_at=order.expires_at,
            created_at=order.created_at,
            updated_at=order.updated_at,
            allowed_actions=allowed(order, viewer),
        )


class PlacedOut(OrderOut):
    """A new order, with the token that opens it without signing in."""

    order_token: str


class ContactOut(Out):
    """Whom an order is for."""

    email: str
    full_name: str
    phone_number: str | None
    locale: str

    @classmethod
    def of(cls, contact: Contact) -> Self:
        """Show the contact."""
        return cls(**asdict(contact))


class StaffOrderOut(OrderOut):
    """An order as staff see it: with whom it is for."""

    user_id: UUID | None
    contact: ContactOut
    attempts: int
    archived_at: datetime | None

    @override
    @classmethod
    def of(cls, order: Order, viewer: Viewer) -> Self:
        """Show the order to a member of staff."""
        return cls(
            **OrderOut.of(order, viewer).model_dump(),
            user_id=order.user_id,
            contact=ContactOut.of(order.contact),
            attempts=order.attempts,
            archived_at=order.archived_at,
        )


class StaffPlacedOut(StaffOrderOut):
    """A new order, with the token that its customer may open it with."""

    order_token: str


_ASKED = "A payment is undecided: payments is asked to stop it, and the answer comes later."
CANCEL_ASKED: dict[int | str, dict[str, Any]] = {202: {"model": OrderOut, "description": _ASKED}}
STAFF_CANCEL_ASKED: dict[int | str, dict[str, Any]] = {
    202: {"model": StaffOrderOut, "description": _ASKED}
}


def lines_out(lines: tuple[Line, ...], taxes: tuple[Money, ...]) -> list[LineOut]:
    """Show lines with their taxes."""
    return [LineOut.of(line, tax) for line, tax in zip(lines, taxes, strict=True)]
