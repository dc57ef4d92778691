"""What must hold about facts, messages, webhooks and sessions: INV-12, 13, 15, 16, 18."""

from collections.abc import Iterator, Mapping
from typing import Final

from chaos.snapshot import Snapshot
from chaos.tables import Row
from chaos.violation import Violation
from soko.ports import SERVICES

_TOLD: Final = {
    "announce_paid": "orders.order_paid.v1",
    "announce_failed": "orders.order_failed.v1",
    "announce_cancelled": "orders.order_cancelled.v1",
    "announce_cancel_requested": "orders.cancel_requested.v1",
    "announce_shipped": "orders.order_shipped.v1",
    "announce_delivered": "orders.order_delivered.v1",
    "refund_all": "orders.refund_requested.v1",
    "refund_late": "orders.refund_requested.v1",
}


def outbox(snapshot: Snapshot) -> Iterator[Row]:
    """Yield every event that anybody told."""
    for service in SERVICES:
        yield from snapshot[f"{service}.outbox"]


def inbox(snapshot: Snapshot) -> Iterator[Row]:
    """Yield everything that anybody heard."""
    for service in SERVICES:
        yield from snapshot[f"{service}.inbox"]


def no_fact_is_lost(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-12: what an order went through was told, and what was told was published."""
    for row in outbox(snapshot):
        if row["published_at"] is None:
            state = "parked" if row["parked_at"] else "unpublished"
            what = f"{row['name']} {row['id']} is {state}"
            yield Violation(rule="INV-12", what=what, order_id=row["correlation_id"])
    told = {
        (row["name"], row["aggregate_id"], row["aggregate_version"])
        for row in snapshot["orders.outbox"]
    }
    for row in snapshot["orders.order_history"]:
        names = [_TOLD[effect] for effect in row["effects"] if effect in _TOLD]
        names += ["orders.order_placed.v1"] if row["trigger"] == "placed" else []
        for name in names:
            if (name, row["order_id"], row["version"]) not in told:
                what = f"{name} of version {row['version']} was never told"
                yield Violation(rule="INV-12", what=what, order_id=row["order_id"])


def every_fact_is_heard_once(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-13: each consumer has dealt with each event once, and with none that nobody told."""
    heard = {(row["event_id"], row["consumer"]) for row in inbox(snapshot)}
    told = {row["id"]: row for row in outbox(snapshot)}
    for row in told.values():
        for consumer in snapshot.consumers.get(row["name"], frozenset()):
            if (row["id"], consumer) not in heard:
                what = f"{consumer} has not heard {row['name']} {row['id']}"
                yield Violation(rule="INV-13", what=what, order_id=row["correlation_id"])
    ever = {row["id"] for row in snapshot["everything.told"]}
    for row in inbox(snapshot):
        if row["event_id"] not in ever:
            what = f"{row['consumer']} heard {row['name']} {row['event_id']}, which nobody told"
            yield Violation(rule="INV-13", what=what)


def parked(snapshot: Snapshot) -> Mapping[str, Row]:
    """Return what was given up, by its message's id."""
    return {
        row["message_id"]: row
        for service in SERVICES
        for row in snapshot[f"{service}.parked_messages"]
    }


def no_message_is_given_up(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-15: nothing is parked but what nobody can read, and no queue holds anything."""
    for message_id, row in parked(snapshot).items():
        if message_id not in snapshot.planted:
            what = f"{row['name']} {message_id} from {row['queue']} is parked: {row['reason']}"
            yield Violation(rule="INV-15", what=what)
    for message_id in snapshot.planted - set(parked(snapshot)):
        yield Violation(rule="INV-15", what=f"message {message_id} was planted, and is nowhere")
    for queue, waiting in snapshot.queues.items():
        if waiting:
            yield Violation(rule="INV-15", what=f"{waiting} messages wait in {queue}")


def every_webhook_is_worked_on(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-16: each webhook that was kept has been applied."""
    for row in snapshot["payments.webhooks"]:
        if row["state"] != "applied":
            what = f"a webhook about {row['reference']} is {row['state']}: {row['last_error']}"
            yield Violation(rule="INV-16", what=what)


def nobody_sits_on_a_transaction(snapshot: Snapshot) -> Iterator[Violation]:
    """INV-18: no session is idle in a transaction."""
    for row in snapshot.idle:
        what = f"{row['application_name']} sits on a transaction since {row['state_change']}"
        yield Violation(rule="INV-18", what=f"{what}: {row['query'][:100]}")
