"""The checker finds what is seeded, and nothing where all is well."""

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chaos import sound
from chaos.checker import INVARIANTS, check
from chaos.quiesce import unrest
from chaos.violation import report

Tables = dict[str, list[dict[str, Any]]]
Seed = Callable[[Tables], object]

STRANGER = UUID(int=999)


def _set(table: str, row: int = 0, **changes: Any) -> Seed:
    return lambda tables: tables[table][row].update(changes)


def _drop(table: str, row: int = 0) -> Seed:
    return lambda tables: tables[table].pop(row)


def _add(table: str, row: int = 0, **changes: Any) -> Seed:
    return lambda tables: tables[table].append({**tables[table][row], **changes})


SEEDS: dict[str, tuple[str, Seed]] = {
    "an answered order is not there": (
        "INV-1",
        _set("orders.idempotency_keys", resource_id=STRANGER),
    ),
    "a customer has two orders": ("INV-1", _add("orders.orders", cart_version=2)),
    "a cart became two orders": (
        "INV-1",
        _set("orders.orders", 1, cart_id=UUID(int=51)),
    ),
    "stock went below zero": ("INV-2", _set("catalog.stock_levels", on_hand=-1)),
    "a sale moved nothing": ("INV-2", _drop("catalog.stock_movements", 1)),
    "units are reserved for nobody": ("INV-2", _set("catalog.stock_levels", reserved=1)),
    "a cancelled order keeps its hold": ("INV-3", _set("catalog.holds", 1, state="confirmed")),
    "a paid order's units were never taken": ("INV-3", _set("catalog.holds", state="confirmed")),
    "a hold has no order": ("INV-3", _add("catalog.holds", order_id=STRANGER)),
    "an order has no hold": ("INV-3", _drop("catalog.holds")),
    "a hold outlived its time": (
        "INV-3",
        _set("catalog.holds", expires_at=sound.NOW - timedelta(minutes=3)),
    ),
    "a step is missing": ("INV-4", _drop("orders.order_history", 1)),
    "a version was skipped": ("INV-4", _set("orders.order_history", 2, version=4)),
    "an illegal step": ("INV-4", _set("orders.order_history", 2, to_status="delivered")),
    "the order is elsewhere": ("INV-4", _set("orders.orders", status="processing")),
    "a line was changed": ("INV-5", _set("orders.order_lines", unit_price=601)),
    "other units are held": ("INV-5", _set("catalog.hold_lines", quantity=3)),
    "a paid order has no money": ("INV-6", _drop("payments.captures")),
    "a cancelled order keeps its money": ("INV-6", _set("payments.refunds", status="failed")),
    "paid in another currency": ("INV-6", _set("payments.captures", currency="KES")),
    "orders counts other money": ("INV-6", _set("orders.orders", paid=1400)),
    "a refund is owed": ("INV-6", _set("orders.orders", refund_pending=100)),
    "a refund that nobody made": ("INV-7", _set("payments.refunds", amount=1400)),
    "a charge of which we know nothing": ("INV-7", _drop("payments.attempts", 1)),
    "one attempt was captured twice": ("INV-8", _add("payments.captures", counted=False)),
    "two captures count": ("INV-8", _set("payments.captures", 1, payment_id=sound.PAYMENT)),
    "one webhook was kept twice": ("INV-8", _add("payments.webhooks")),
    "an event was never published": ("INV-12", _set("orders.outbox", 1, published_at=None)),
    "an event is parked": (
        "INV-12",
        _set("orders.outbox", 1, published_at=None, parked_at=sound.NOW),
    ),
    "a step was not told": ("INV-12", _drop("orders.outbox", 1)),
    "an order was not told": ("INV-12", _drop("orders.outbox", 0)),
    "an event was not heard": ("INV-13", _drop("catalog.inbox")),
    "an event was heard that nobody told": ("INV-13", _add("catalog.inbox", event_id=STRANGER)),
    "a saga is stuck": ("INV-14", _set("orders.sagas", state="stuck")),
    "an order outlived its time": (
        "INV-14",
        _set("orders.orders", 1, expires_at=sound.NOW - timedelta(minutes=3)),
    ),
    "an attempt is undecided for too long": (
        "INV-14",
        _set("payments.attempts", status="pending", deadline_at=sound.NOW - timedelta(minutes=3)),
    ),
    "a message is parked": (
        "INV-15",
        lambda tables: tables["orders.parked_messages"].append(
            {"queue": "q", "name": "n", "message_id": "m", "reason": "r"}
        ),
    ),
    "a webhook was given up": ("INV-16", _set("payments.webhooks", state="parked")),
    "a mail was not sent": ("INV-17", _set("orders.mails", sent_at=None)),
    "a mail was not written": ("INV-17", _drop("orders.mails")),
    "a mail did not arrive": ("INV-17", _set("orders.mails", id=STRANGER)),
}

LOOKS: dict[str, tuple[str, dict[str, Any]]] = {
    "a customer's order is not there": ("INV-1", {"intents": {"3@people.example": 1}}),
    "the provider took another amount": (
        "INV-7",
        {"books": ({"provider": "chapa", "reference": "AAAA", "captured": 1501, "refunded": 0},)},
    ),
    "the provider knows a charge that we do not": (
        "INV-7",
        {"books": ({"provider": "chapa", "reference": "ZZZZ", "captured": 1, "refunded": 0},)},
    ),
    "a message waits": ("INV-15", {"queues": {"orders.payments.retry.60s": 1}}),
    "a planted message vanished": ("INV-15", {"planted": frozenset({"m"})}),
    "a mail came twice": (
        "INV-17",
        {"letters": ({"message_id": f"<{sound.RECEIPT}@x>"},) * 2},
    ),
    "a mail came under a second id": (
        "INV-17",
        {"letters": ({"message_id": f"<{STRANGER}@x>"},)},
    ),
    "a session sits on a transaction": (
        "INV-18",
        {"idle": ({"application_name": "a", "state_change": sound.NOW, "query": "q"},)},
    ),
}


def test_a_sound_shop_breaks_no_rule() -> None:
    snapshot = sound.snapshot(sound.tables())
    assert check(snapshot) == []
    assert list(unrest(snapshot)) == []


@pytest.mark.parametrize("fault", SEEDS)
def test_what_is_seeded_is_found(fault: str) -> None:
    rule, seed = SEEDS[fault]
    tables = copy.deepcopy(sound.tables())
    seed(tables)
    assert rule in {violation.rule for violation in check(sound.snapshot(tables))}


@pytest.mark.parametrize("fault", LOOKS)
def test_what_is_wrong_outside_the_database_is_found(fault: str) -> None:
    rule, seen = LOOKS[fault]
    found = check(sound.snapshot(sound.tables(), **seen))
    assert rule in {violation.rule for violation in found}


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.__name__)
def test_no_invariant_is_idle(invariant: Any) -> None:
    """Each finds at least one of the seeds: none says nothing whatever happens."""
    broken = []
    for _, seed in SEEDS.values():
        tables = copy.deepcopy(sound.tables())
        seed(tables)
        broken.append(sound.snapshot(tables))
    broken += [sound.snapshot(sound.tables(), **seen) for _, seen in LOOKS.values()]
    assert any(list(invariant(snapshot)) for snapshot in broken)


def test_copies_are_forgiven_as_often_as_a_postman_was_killed() -> None:
    letters = tuple({"message_id": f"<{mail}@x>"} for mail in (sound.RECEIPT, sound.FAREWELL))
    twice = sound.snapshot(sound.tables(), letters=(*letters, letters[0]))
    assert check(twice) != []
    assert check(replace(twice, spare_copies=1)) == []


def test_a_report_tells_what_happened_to_the_order() -> None:
    tables = sound.tables()
    tables["payments.captures"].pop(0)
    snapshot = sound.snapshot(tables)
    told = report(check(snapshot), snapshot)
    assert f"order {sound.PAID}:" in told
    assert "processing → success v3" in told
    assert "orders.order_paid.v1, heard by catalog" in told
