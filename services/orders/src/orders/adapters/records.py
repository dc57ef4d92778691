"""Orders as rows, and rows as orders."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from common.money import Money
from orders.adapters.base import Document
from orders.domain.order import (
    Address,
    AttemptState,
    Cancellation,
    CancellationState,
    Contact,
    Line,
    Order,
    Shipment,
)
from orders.domain.progress import Happening, Progress
from orders.domain.saga import Saga
from orders.domain.states import OrderStatus
from orders.domain.totals import Totals

_SAID_OF_ALL: Final = {
    "history_reason": None,
    "history_message_id": None,
    "history_attempt_id": None,
}


def columns(order: Order) -> dict[str, Any]:
    """Return the order as the values of its row, without its lines."""
    return {
        "id": order.id,
        "number": order.number,
        "user_id": order.user_id,
        "contact_email": order.contact.email,
        "contact": asdict(order.contact),
        "search": f"{order.number} {order.contact.email} {order.contact.full_name}",
        "cart_id": order.cart_id,
        "cart_version": order.cart_version,
        "status": order.status.value,
        "payment_status": order.payment_status.value,
        "currency": order.currency,
        **_sums(order.totals),
        "shipping_address": asdict(order.shipping_address),
        "billing_address": asdict(order.billing_address),
        "shipping_method": order.shipping_method,
        "notes": order.notes,
        "attempt_id": order.attempt_id,
        "attempt_state": order.attempt_state.value,
        "attempts": order.attempts,
        "paid": order.paid,
        "refunded": order.refunded,
        "refund_pending": order.refund_pending,
        "stock_committed": order.stock_committed,
        "cancellation": _cancellation_document(order.cancellation),
        "shipment": None if order.shipment is None else asdict(order.shipment),
        "archived_at": order.archived_at,
        "expires_at": order.expires_at,
        "version": order.version,
        "created_at": order.created_at,
        "updated_at": order.updated_at,
    }


def _sums(totals: Totals) -> dict[str, Any]:
    return {
        "subtotal": totals.subtotal.amount,
        "discount": totals.discount.amount,
        "shipping": totals.shipping.amount,
        "tax": totals.tax.amount,
        "tax_included": totals.tax_included,
        "rounding": totals.rounding.amount,
        "total": totals.total.amount,
    }


def line_columns(order: Order) -> list[dict[str, Any]]:
    """Return the order's lines as the values of their rows."""
    return [
        {
            "order_id": order.id,
            "position": position,
            "item_id": line.item_id,
            "product_id": line.product_id,
            "variant_id": line.variant_id,
            "sku": line.sku,
            "slug": line.slug,
            "name": line.name,
            "options": line.options,
            "image_url": line.image_url,
            "tax_class": line.tax_class,
            "quantity": line.quantity,
            "unit_price": line.unit_price.amount,
            "tax": tax.amount,
        }
        for position, (line, tax) in enumerate(
            zip(order.lines, order.totals.line_taxes, strict=True)
        )
    ]


def noted(order: Order, what: str, *, cause: str) -> dict[str, Any]:
    """Return what made the order's present version, as the parameters of a row of its history."""
    return {
        **_SAID_OF_ALL,
        "history_order_id": order.id,
        "history_version": order.version,
        "history_trigger": what,
        "history_outcome": "applied",
        "history_from_status": order.status.value,
        "history_to_status": order.status.value,
        "history_effects": [],
        "history_cause": cause,
    }


def passed(progress: Progress, happening: Happening) -> list[dict[str, Any]]:
    """Return the rows of the history: one for every status passed, or one for what stayed."""
    path = progress.path or (progress.after.status,)
    first = progress.after.version - len(path) + 1
    said = {
        "history_order_id": progress.after.id,
        "history_trigger": happening.trigger.value,
        "history_outcome": _outcome(progress),
        "history_cause": happening.cause,
        "history_reason": happening.reason,
        "history_message_id": happening.message_id,
        "history_attempt_id": happening.attempt_id,
    }
    effects = [effect.value for effect in progress.effects]
    return [
        {
            **said,
            "history_version": version,
            "history_from_status": before.value,
            "history_to_status": after.value,
            "history_effects": effects if after is path[-1] else [],
        }
        for version, before, after in zip(
            range(first, first + len(path)), (progress.before.status, *path), path, strict=False
        )
    ]


def followed(order_id: UUID, saga: Saga) -> dict[str, Any]:
    """Return the saga as the parameters of its row."""
    return {
        "saga_order_id": order_id,
        "saga_state": saga.state.value,
        "saga_owed": [step.value for step in saga.owed],
        "saga_deadline_at": saga.deadline_at,
        "saga_attempts": saga.attempts,
    }


def order_of(row: Any, lines: Sequence[Any]) -> Order:
    """Read an order back; a line's own tax is its `line_tax`."""
    return Order(
        id=row.id,
        number=row.number,
        user_id=row.user_id,
        contact=Contact(**row.contact),
        cart_id=row.cart_id,
        cart_version=row.cart_version,
        lines=tuple([_line(line, row.currency) for line in lines]),
        totals=_totals(row, lines),
        shipping_address=Address(**row.shipping_address),
        billing_address=Address(**row.billing_address),
        shipping_method=row.shipping_method,
        notes=row.notes,
        created_at=row.created_at,
        updated_at=row.updated_at,
        expires_at=row.expires_at,
        status=OrderStatus(row.status),
        version=row.version,
        attempt_id=row.attempt_id,
        attempt_state=AttemptState(row.attempt_state),
        attempts=row.attempts,
        paid=row.paid,
        refunded=row.refunded,
        refund_pending=row.refund_pending,
        stock_committed=row.stock_committed,
        cancellation=_cancellation(row.cancellation),
        shipment=None if row.shipment is None else Shipment(**row.shipment),
        archived_at=row.archived_at,
    )


def _totals(row: Any, lines: Sequence[Any]) -> Totals:
    def money(amount: int) -> Money:
        return Money(amount, row.currency)

    return Totals(
        subtotal=money(row.subtotal),
        discount=money(row.discount),
        shipping=money(row.shipping),
        tax=money(row.tax),
        tax_included=row.tax_included,
        rounding=money(row.rounding),
        total=money(row.total),
        line_taxes=tuple([money(line.line_tax) for line in lines]),
    )


def _outcome(progress: Progress) -> str:
    if progress.step is None:
        return "ignored"
    return "applied" if progress.step.moves else "recorded"


def _line(row: Any, currency: str) -> Line:
    return Line(
        item_id=row.item_id,
        product_id=row.product_id,
        variant_id=row.variant_id,
        sku=row.sku,
        slug=row.slug,
        name=row.name,
        options=row.options,
        image_url=row.image_url,
        quantity=row.quantity,
        unit_price=Money(row.unit_price, currency),
        tax_class=row.tax_class,
    )


def _cancellation_document(cancellation: Cancellation | None) -> Document | None:
    if cancellation is None:
        return None
    return {
        "state": cancellation.state.value,
        "requested_at": cancellation.requested_at.isoformat(),
        "reason": cancellation.reason,
    }


def _cancellation(document: Document | None) -> Cancellation | None:
    if document is None:
        return None
    return Cancellation(
        state=CancellationState(document["state"]),
        requested_at=datetime.fromisoformat(document["requested_at"]),
        reason=document["reason"],
    )
