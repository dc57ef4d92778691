"""A shop in which all is well, as a snapshot: what the checker's own tests break."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from chaos.snapshot import Snapshot

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
THEN = NOW - timedelta(minutes=1)
PAID, CANCELLED = UUID(int=1), UUID(int=2)
VARIANT, PAYMENT, ATTEMPT, LATE = (UUID(int=n) for n in (11, 21, 31, 32))
RECEIPT, FAREWELL = UUID(int=41), UUID(int=42)

Tables = dict[str, list[dict[str, Any]]]


def tables() -> Tables:
    """Return one paid order, and one that was cancelled and whose late money went back."""
    return {
        "orders.orders": [_order(PAID, "success", 3, paid=1500), _order(CANCELLED, "cancelled", 2)],
        "orders.order_lines": [_line(PAID), _line(CANCELLED)],
        "orders.order_history": [
            _step(PAID, 1, "placed", "pending", "pending"),
            _step(PAID, 2, "begin", "pending", "processing"),
            _step(PAID, 3, "captured", "processing", "success", "announce_paid", "mail_receipt"),
            _step(CANCELLED, 1, "placed", "pending", "pending"),
            _step(
                CANCELLED,
                2,
                "cancel",
                "pending",
                "cancelled",
                "announce_cancelled",
                "mail_cancellation",
            ),
        ],
        "orders.order_edges": [
            {"from_status": "pending", "to_status": "processing"},
            {"from_status": "processing", "to_status": "success"},
            {"from_status": "pending", "to_status": "cancelled"},
        ],
        "orders.sagas": [{"order_id": PAID, "state": "done", "owed": []}],
        "orders.mails": [
            _mail(RECEIPT, "receipt", PAID),
            _mail(FAREWELL, "cancellation", CANCELLED),
        ],
        "orders.idempotency_keys": [
            {"method": "POST", "path": "/api/v1/orders", "key": "k", "status": 201}
            | {"resource_id": PAID}
        ],
        **_stock(),
        **_money(),
        **_messages(),
    }


def snapshot(content: Mapping[str, Any], **more: Any) -> Snapshot:
    """Return it as one look at the shop."""
    known: dict[str, Any] = {
        "books": (_book("AAAA", 1500, 0), _book("BBBB", 1500, 1500)),
        "letters": (_letter(RECEIPT), _letter(FAREWELL)),
        "queues": {"orders.payments": 0},
        "consumers": {"orders.order_paid.v1": frozenset({"catalog"})},
        "intents": {"1@people.example": 1, "2@people.example": 1},
    }
    rows = {name: tuple(found) for name, found in content.items()}
    return Snapshot(at=NOW, tables=rows, **known | more)


def _order(order_id: UUID, status: str, version: int, paid: int = 0) -> dict[str, Any]:
    money = {"subtotal": 1200, "discount": 0, "shipping": 200, "tax": 100, "rounding": 0}
    return money | {
        "id": order_id,
        "contact_email": f"{order_id.int}@people.example",
        "cart_id": UUID(int=order_id.int + 50),
        "cart_version": 1,
        "status": status,
        "version": version,
        "currency": "ETB",
        "tax_included": False,
        "total": 1500,
        "paid": paid,
        "refunded": 0,
        "refund_pending": 0,
        "expires_at": None,
    }


def _line(order_id: UUID) -> dict[str, Any]:
    return {"order_id": order_id, "variant_id": VARIANT, "quantity": 2, "unit_price": 600}


def _step(
    order_id: UUID, version: int, trigger: str, before: str, after: str, *effects: str
) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "version": version,
        "trigger": trigger,
        "outcome": "applied",
        "from_status": before,
        "to_status": after,
        "effects": list(effects),
        "at": THEN,
    }


def _mail(mail_id: UUID, kind: str, order_id: UUID) -> dict[str, Any]:
    key = f"{kind}:{order_id}"
    return {"id": mail_id, "dedupe_key": key, "recipient": "x", "sent_at": NOW, "parked_at": None}


def _letter(mail_id: UUID) -> dict[str, Any]:
    return {"message_id": f"<{mail_id}@soko.example>"}


def _stock() -> Tables:
    level = {"variant_id": VARIANT, "on_hand": 8, "reserved": 0}
    return {
        "catalog.stock_levels": [level],
        "catalog.stock_movements": [
            {"variant_id": VARIANT, "delta": 10},
            {"variant_id": VARIANT, "delta": -2},
        ],
        "catalog.holds": [_hold(PAID, "committed"), _hold(CANCELLED, "cancelled")],
        "catalog.hold_lines": [
            {"order_id": order_id, "variant_id": VARIANT, "quantity": 2}
            for order_id in (PAID, CANCELLED)
        ],
        "catalog.standing": [],
    }


def _hold(order_id: UUID, state: str) -> dict[str, Any]:
    known = {"order_id": order_id, "state": state, "expires_at": None}
    return known | {"order_version": 3, "updated_at": NOW}


def _money() -> Tables:
    return {
        "payments.attempts": [
            _attempt(ATTEMPT, PAID, "AAAA", "success"),
            _attempt(LATE, CANCELLED, "BBBB", "success"),
        ],
        "payments.captures": [_capture(ATTEMPT, PAYMENT), _capture(LATE, UUID(int=22))],
        "payments.refunds": [
            {"attempt_id": LATE, "order_id": CANCELLED, "amount": 1500, "status": "succeeded"}
            | {"automatic": True, "reason": "late", "updated_at": NOW}
        ],
        "payments.webhooks": [
            {"dedupe_key": "d", "state": "applied", "reference": "AAAA", "last_error": None}
        ],
    }


def _attempt(attempt_id: UUID, order_id: UUID, reference: str, status: str) -> dict[str, Any]:
    return {
        "id": attempt_id,
        "order_id": order_id,
        "provider": "chapa",
        "reference": reference,
        "session": None,
        "status": status,
        "deadline_at": NOW,
        "created_at": THEN,
        "updated_at": NOW,
    }


def _capture(attempt_id: UUID, payment_id: UUID) -> dict[str, Any]:
    money = {"amount": 1500, "currency": "ETB", "counted": True, "source": "webhook"}
    return money | {"attempt_id": attempt_id, "payment_id": payment_id, "captured_at": NOW}


def _book(reference: str, captured: int, refunded: int) -> dict[str, Any]:
    known = {"provider": "chapa", "reference": reference}
    return known | {"captured": captured, "refunded": refunded}


def _messages() -> Tables:
    told = [
        _told(UUID(int=100), "orders.order_placed.v1", PAID, 1),
        _told(UUID(int=101), "orders.order_paid.v1", PAID, 3),
        _told(UUID(int=102), "orders.order_placed.v1", CANCELLED, 1),
        _told(UUID(int=103), "orders.order_cancelled.v1", CANCELLED, 2),
    ]
    heard = {"consumer": "catalog", "event_id": UUID(int=101), "name": "orders.order_paid.v1"}
    return {
        "orders.outbox": told,
        "everything.written": [{"id": RECEIPT}, {"id": FAREWELL}],
        "everything.told": [{"id": row["id"]} for row in told],
        "catalog.inbox": [heard],
        "orders.parked_messages": [],
    }


def _told(event_id: UUID, name: str, order_id: UUID, version: int) -> dict[str, Any]:
    return {
        "id": event_id,
        "name": name,
        "aggregate_id": order_id,
        "aggregate_version": version,
        "correlation_id": order_id,
        "created_at": THEN,
        "published_at": NOW,
        "parked_at": None,
    }
