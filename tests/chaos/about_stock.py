"""What must hold about stock: INV-2 and INV-3 of the catalogue."""

from collections.abc import Iterator
from datetime import timedelta

from chaos.snapshot import Snapshot
from chaos.violation import Violation

_FITTING = {
    "pending": {"confirmed"},
    "processing": {"confirmed"},
    "failed": {"confirmed"},
    "success": {"committed"},
    "shipped": {"committed"},
    "delivered": {"committed"},
    "cancelled": {"cancelled", "released", "refused"},
}
"""What a hold may be once everybody has heard how the order stands."""
_PATIENCE = timedelta(minutes=2)


def units_are_kept(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-2: what is on hand is what moved, and what is reserved is what holds keep."""
    moves = snapshot.by("catalog.stock_movements", "variant_id")
    standing = {row["variant_id"]: row["units"] for row in snapshot["catalog.standing"]}
    for level in snapshot["catalog.stock_levels"]:
        variant = level["variant_id"]
        on_hand, reserved = level["on_hand"], level["reserved"]
        if not 0 <= reserved <= on_hand:
            yield Violation(rule="INV-2", what=f"{variant}: {reserved} of {on_hand} reserved")
        moved = sum(row["delta"] for row in moves.get(variant, []))
        if moved != on_hand:
            yield Violation(rule="INV-2", what=f"{variant}: {on_hand} there, {moved} moved in")
        held = standing.get(variant, 0)
        if held != reserved:
            yield Violation(rule="INV-2", what=f"{variant}: {reserved} reserved, {held} held")


def holds_fit_their_orders(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-3: each order has a hold, and the hold says what the order says."""
    holds = snapshot.by("catalog.holds", "order_id")
    for order in snapshot["orders.orders"]:
        found = holds.get(order["id"], [])
        if not found:
            yield Violation(rule="INV-3", what="no stock is held for it", order_id=order["id"])
        for hold in found:
            if hold["state"] not in _FITTING[order["status"]]:
                what = f"the order is {order['status']}, its hold {hold['state']}"
                yield Violation(rule="INV-3", what=what, order_id=order["id"])


def no_hold_is_left_behind(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-3: no hold stands without an order, and none outlives its time."""
    orders = snapshot.by("orders.orders", "id")
    for hold in snapshot["catalog.holds"]:
        if hold["order_id"] not in orders and hold["state"] not in {"released", "cancelled"}:
            what = f"a {hold['state']} hold has no order"
            yield Violation(rule="INV-3", what=what, order_id=hold["order_id"])
        if hold["expires_at"] is not None and hold["expires_at"] + _PATIENCE < snapshot.at:
            what = "a hold outlived its time"
            yield Violation(rule="INV-3", what=what, order_id=hold["order_id"])
