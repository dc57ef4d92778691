"""What must hold about orders and their sagas: INV-1, INV-4, INV-5, INV-14 of the catalogue."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from chaos.snapshot import Snapshot
from chaos.tables import Row
from chaos.violation import Violation

_UNDECIDED = ("initiating", "pending")
_PATIENCE = timedelta(minutes=2)


def one_order_per_intent(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-1: what was answered as placed is there, and each order has a cart of its own."""
    known = snapshot.by("orders.orders", "id")
    for key in snapshot["orders.idempotency_keys"]:
        placed = key["method"] == "POST" and key["path"].endswith("/orders")
        if placed and key["status"] == 201 and key["resource_id"] not in known:
            what = f"{key['key']} was answered 201, and there is no order"
            yield Violation(rule="INV-1", what=what, order_id=key["resource_id"])
    carts: dict[tuple[object, object], Row] = {}
    for order in snapshot["orders.orders"]:
        if (order["cart_id"], order["cart_version"]) in carts:
            yield Violation(rule="INV-1", what="one cart became two orders", order_id=order["id"])
        carts[order["cart_id"], order["cart_version"]] = order


def everybody_has_what_they_ordered(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-1: whoever meant to place so many orders has placed so many."""
    by_email = snapshot.by("orders.orders", "contact_email")
    for email, meant in snapshot.intents.items():
        there = by_email.get(email, [])
        if len(there) != meant:
            yield Violation(rule="INV-1", what=f"{email} meant {meant} orders, has {len(there)}")


def every_step_is_legal(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-4: an order's history has no gap, walks legal edges and ends where the order stands."""
    edges = {(row["from_status"], row["to_status"]) for row in snapshot["orders.order_edges"]}
    for order in snapshot["orders.orders"]:
        history = snapshot.of("orders.order_history", order["id"])
        moved = [row for row in history if row["outcome"] == "applied"]
        for wrong in (*_gaps(moved), *_illegal(moved, edges), *_unlike(moved, order)):
            yield Violation(rule="INV-4", what=wrong, order_id=order["id"])


def _gaps(moved: list[Row]) -> Iterator[str]:
    for earlier, later in pairwise(moved):
        if later["version"] not in {earlier["version"], earlier["version"] + 1}:
            yield f"version {earlier['version']} is followed by {later['version']}"
        if later["from_status"] != earlier["to_status"]:
            yield f"it was {earlier['to_status']}, and then {later['from_status']}"


def _illegal(moved: list[Row], edges: set[tuple[str, str]]) -> Iterator[str]:
    for row in moved:
        edge = (row["from_status"], row["to_status"])
        if edge[0] != edge[1] and edge not in edges:
            yield f"{edge[0]} → {edge[1]} is no edge"


def _unlike(moved: list[Row], order: Row) -> Iterator[str]:
    last = moved[-1] if moved else None
    if last is None or (last["to_status"], last["version"]) != (order["status"], order["version"]):
        yield f"it is {order['status']} v{order['version']}; its history does not say so"


def totals_add_up(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-5: lines and charges make the total, and the stock is held for the very same lines."""
    holds = {row["order_id"] for row in snapshot["catalog.holds"]}
    for order in snapshot["orders.orders"]:
        lines = snapshot.of("orders.order_lines", order["id"])
        goods = sum(line["quantity"] * line["unit_price"] for line in lines)
        tax = 0 if order["tax_included"] else order["tax"]
        due = goods - order["discount"] + order["shipping"] + tax + order["rounding"]
        if goods != order["subtotal"] or due != order["total"]:
            what = f"lines make {goods}, all makes {due}, the total is {order['total']}"
            yield Violation(rule="INV-5", what=what, order_id=order["id"])
        held = _units(snapshot.of("catalog.hold_lines", order["id"]))
        if order["id"] in holds and held != _units(lines):
            yield Violation(rule="INV-5", what="other lines are held", order_id=order["id"])


def _units(lines: list[Row]) -> dict[object, int]:
    units: dict[object, int] = {}
    for line in lines:
        units[line["variant_id"]] = units.get(line["variant_id"], 0) + line["quantity"]
    return units


def nothing_is_stuck(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-14: no saga is stuck, and no order waits beyond its time."""
    for order in snapshot["orders.orders"]:
        for saga in snapshot.of("orders.sagas", order["id"]):
            if saga["state"] == "stuck":
                yield Violation(rule="INV-14", what="its saga is stuck", order_id=order["id"])
        if order["expires_at"] is not None and _is_past(snapshot, order["expires_at"]):
            yield Violation(rule="INV-14", what="it outlived its time", order_id=order["id"])


def no_attempt_stays_undecided(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-14: every attempt is decided by its deadline."""
    for attempt in snapshot["payments.attempts"]:
        late = attempt["deadline_at"] is not None and _is_past(snapshot, attempt["deadline_at"])
        if attempt["status"] in _UNDECIDED and late:
            what = f"attempt {attempt['reference']} is {attempt['status']} beyond its deadline"
            yield Violation(rule="INV-14", what=what, order_id=attempt["order_id"])


def _is_past(snapshot: Snapshot, instant: object) -> bool:
    return bool(instant + _PATIENCE < snapshot.at)  # type: ignore[operator]
