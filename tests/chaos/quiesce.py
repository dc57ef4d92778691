"""Waiting until nothing moves any more; what still does after two minutes is itself a fault."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from acceptance.fleet import Fleet

from chaos.about_messages import every_fact_is_heard_once, outbox, parked
from chaos.snapshot import Snapshot, look
from chaos.tables import Row

WITHIN = 120.0
_LOOK_EVERY = 0.5

Told = Callable[[str], None]


async def quiesce(
    fleet: Fleet,
    since: datetime,
    *,
    within: float = WITHIN,
    tell: Told = lambda _: None,
    to_the_end: bool = False,
    **known: Any,
) -> Snapshot:
    """Return the first snapshot in which nothing moves; fail with what still does.

    `to_the_end`: an order that waits for its customer moves too, until its clock ends it.
    """
    deadline, told = time.monotonic() + within, list[str]()
    while True:
        snapshot = await look(fleet, since, **known)
        left = [*unrest(snapshot), *(_waiting(snapshot) if to_the_end else ())]
        if not left:
            return snapshot
        if left != told:
            tell(f"{len(left)} things still move: {left[0]}")
        told = left
        assert time.monotonic() < deadline, f"no rest within {within:.0f} s:\n" + "\n".join(left)
        await asyncio.sleep(_LOOK_EVERY)


def unrest(snapshot: Snapshot) -> Iterator[str]:
    """Yield everything that is still on its way."""
    for row in outbox(snapshot):
        if row["published_at"] is None and row["parked_at"] is None:
            yield f"{row['name']} is to be published"
    yield from (str(violation) for violation in every_fact_is_heard_once(snapshot))
    yield from (f"{count} messages in {name}" for name, count in snapshot.queues.items() if count)
    for table, says in _MOVING.items():
        yield from (f"{table} {_brief(row)}" for row in snapshot[table] if says(row))
    yield from _sagas(snapshot)
    for message_id in snapshot.planted - set(parked(snapshot)):
        yield f"message {message_id}, which nobody can read, is to be parked"


def _waiting(snapshot: Snapshot) -> Iterator[str]:
    for order in snapshot["orders.orders"]:
        if order["status"] in {"pending", "failed"}:
            yield f"order {order['id']} is {order['status']} until {order['expires_at']}"


def _sagas(snapshot: Snapshot) -> Iterator[str]:
    orders = snapshot.by("orders.orders", "id")
    for saga in snapshot["orders.sagas"]:
        waits = {"catalog:stock", "payments:refund"}.intersection(saga["owed"])
        for order in orders.get(saga["order_id"], []):
            if waits or order["status"] == "processing":
                yield f"order {order['id']} is {order['status']} and waits for {saga['owed']}"
    for hold in snapshot["catalog.holds"]:
        if hold["order_id"] not in orders and hold["state"] == "tentative":
            yield f"the hold {hold['order_id']} has no order yet"


def _brief(row: Row) -> str:
    shown = ("order_id", "reference", "status", "state", "dedupe_key", "path", "key")
    return ", ".join(f"{name} {row[name]}" for name in shown if name in row)


def _is_unsent(mail: Row) -> bool:
    return mail["sent_at"] is None and mail["parked_at"] is None


def _is_claimed(key: Row) -> bool:
    return key["status"] is None


_MOVING: Mapping[str, Callable[[Row], bool]] = {
    "orders.mails": _is_unsent,
    "users.mails": _is_unsent,
    "orders.idempotency_keys": _is_claimed,
    "payments.idempotency_keys": _is_claimed,
    "orders.owed_releases": lambda _: True,
    "payments.webhooks": lambda row: row["state"] in {"received", "orphan"},
    "payments.attempts": lambda row: row["status"] in {"initiating", "pending"},
    "payments.refunds": lambda row: row["status"] in {"requested", "processing"},
}
"""Table to whether a row of it says that somebody is still at work."""
