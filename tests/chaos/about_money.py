"""What must hold about money: INV-6, INV-7 and INV-8 of the catalogue."""

from collections.abc import Iterator
from uuid import UUID

from chaos.snapshot import Snapshot
from chaos.tables import Row
from chaos.violation import Violation

_PAID = {"success", "shipped", "delivered"}
_SIMULATED = {"chapa", "mpesa"}


def paid_orders_hold_their_money(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-6: a paid order holds its total, once; any other order holds nothing."""
    for order in snapshot["orders.orders"]:
        attempts = snapshot.of("payments.attempts", order["id"])
        kept = _kept(snapshot, attempts) - _under_review(snapshot, attempts)
        due = _due(snapshot, order, attempts)
        if kept != due:
            what = f"it is {order['status']} and keeps {kept}, where {due} is due"
            yield Violation(rule="INV-6", what=what, order_id=order["id"])
        for capture in _captures(snapshot, attempts):
            if capture["currency"] != order["currency"]:
                yield Violation(rule="INV-6", what="paid in another currency", order_id=order["id"])


def orders_and_payments_agree(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-6: what orders counts as paid and refunded is what payments took and gave back."""
    for order in snapshot["orders.orders"]:
        attempts = snapshot.of("payments.attempts", order["id"])
        theirs = _kept(snapshot, attempts) - _under_review(snapshot, attempts)
        ours = order["paid"] - order["refunded"]
        if ours != theirs:
            what = f"orders counts {ours} as paid, payments {theirs}"
            yield Violation(rule="INV-6", what=what, order_id=order["id"])
        if order["refund_pending"]:
            what = f"{order['refund_pending']} is still to be given back"
            yield Violation(rule="INV-6", what=what, order_id=order["id"])


def the_providers_books_are_ours(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-7: to the cent: what providers took and gave back, per attempt, is what we stored."""
    books = _books(snapshot)
    for attempt in snapshot["payments.attempts"]:
        if attempt["provider"] not in _SIMULATED:
            continue
        book = books.pop(attempt["reference"], None) or books.pop(attempt["session"], None)
        theirs = (0, 0) if book is None else (book["captured"], book["refunded"])
        ours = (_captured(snapshot, [attempt]), _refunded(snapshot, [attempt]))
        if ours != theirs:
            what = (
                f"{attempt['provider']} took {theirs[0]} and gave back {theirs[1]} for"
                f" {attempt['reference']}; we stored {ours[0]} and {ours[1]}"
            )
            yield Violation(rule="INV-7", what=what, order_id=attempt["order_id"])
    for reference, book in books.items():
        yield Violation(rule="INV-7", what=f"{book['provider']} knows {reference}; we do not")


def money_counts_once(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-8: one capture per attempt, one that counts per payment, one row per webhook."""
    for column, rows in (
        ("attempt_id", snapshot["payments.captures"]),
        ("payment_id", [row for row in snapshot["payments.captures"] if row["counted"]]),
        ("dedupe_key", snapshot["payments.webhooks"]),
    ):
        seen = set[object]()
        for row in rows:
            if row[column] in seen:
                yield Violation(rule="INV-8", what=f"{column} {row[column]} counts twice")
            seen.add(row[column])


def _due(snapshot: Snapshot, order: Row, attempts: list[Row]) -> int:
    if order["status"] not in _PAID:
        return 0
    if any(one["status"] == "authorized" for one in attempts):
        return int(order["paid"])  # cash comes when it is delivered
    asked = [one for one in _refunds(snapshot, attempts) if not one["automatic"]]
    return int(order["total"]) - sum(one["amount"] for one in asked if _is_gone(one))


def _kept(snapshot: Snapshot, attempts: list[Row]) -> int:
    gone = sum(one["amount"] for one in _refunds(snapshot, attempts) if _is_gone(one))
    return _captured(snapshot, attempts) - gone


def _under_review(snapshot: Snapshot, attempts: list[Row]) -> int:
    return _captured(snapshot, [one for one in attempts if one["status"] == "review"])


def _is_gone(refund: Row) -> bool:
    return bool(refund["status"] == "succeeded")


def _captured(snapshot: Snapshot, attempts: list[Row]) -> int:
    return sum(row["amount"] for row in _captures(snapshot, attempts))


def _refunded(snapshot: Snapshot, attempts: list[Row]) -> int:
    return sum(row["amount"] for row in _refunds(snapshot, attempts) if _is_gone(row))


def _captures(snapshot: Snapshot, attempts: list[Row]) -> list[Row]:
    return _of_attempts(snapshot, "payments.captures", attempts)


def _refunds(snapshot: Snapshot, attempts: list[Row]) -> list[Row]:
    return _of_attempts(snapshot, "payments.refunds", attempts)


def _of_attempts(snapshot: Snapshot, table: str, attempts: list[Row]) -> list[Row]:
    found = snapshot.by(table, "attempt_id")
    ids: list[UUID] = [attempt["id"] for attempt in attempts]
    return [row for one in ids for row in found.get(one, [])]


def _books(snapshot: Snapshot) -> dict[str, Row]:
    return {book["reference"]: book for book in snapshot.books}
