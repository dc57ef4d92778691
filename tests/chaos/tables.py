"""Which rows of the five schemas the checker looks at, and how it finds those of one run."""

# ruff: noqa: S608  every name in a query is our own

from collections.abc import Mapping
from typing import Any, Final

from soko.ports import SERVICES

Row = Mapping[str, Any]

_OUTBOX: Final = (
    "id, name, aggregate_id, aggregate_version, correlation_id, created_at, published_at, parked_at"
)
_MAILS: Final = "id, dedupe_key, recipient, subject, created_at, sent_at, parked_at"
_KEYS: Final = "principal, method, path, key, resource_id, locked_until, status, created_at"
_TOLD: Final = " union all ".join(f"select id from {service}.outbox" for service in SERVICES)
_HOLDS: Final = "order_id, state, order_version, expires_at, created_at, updated_at"

QUERIES: Final[Mapping[str, str]] = {
    "orders.orders": "select * from orders.orders where created_at >= $1",
    "orders.order_lines": "select * from orders.order_lines",
    "orders.order_history": "select * from orders.order_history where at >= $1 order by id",
    "orders.order_edges": "select * from orders.order_edges",
    "orders.sagas": "select * from orders.sagas",
    "orders.mails": f"select {_MAILS} from orders.mails where created_at >= $1",
    "users.mails": f"select {_MAILS} from users.mails where created_at >= $1",
    "orders.idempotency_keys": (
        f"select {_KEYS} from orders.idempotency_keys where created_at >= $1"
    ),
    "payments.idempotency_keys": (
        f"select {_KEYS} from payments.idempotency_keys where created_at >= $1"
    ),
    "orders.owed_releases": "select * from orders.owed_releases",
    "catalog.stock_levels": "select * from catalog.stock_levels",
    "catalog.stock_movements": "select * from catalog.stock_movements order by created_at, id",
    "catalog.holds": f"select {_HOLDS} from catalog.holds where created_at >= $1",
    "catalog.standing": (
        "select line.variant_id, sum(line.quantity) as units from catalog.holds hold"
        " join catalog.hold_lines line using (order_id)"
        " where hold.state in ('tentative', 'confirmed') group by line.variant_id"
    ),
    "catalog.hold_lines": "select * from catalog.hold_lines",
    "payments.payments": "select * from payments.payments where created_at >= $1",
    "payments.attempts": "select * from payments.attempts where created_at >= $1",
    "payments.captures": "select * from payments.captures where captured_at >= $1",
    "payments.refunds": "select * from payments.refunds where created_at >= $1",
    "payments.incidents": "select * from payments.incidents where created_at >= $1",
    "payments.webhooks": (
        "select id, channel, dedupe_key, state, reference, tries, last_error, received_at, done_at"
        " from payments.webhooks where received_at >= $1"
    ),
    "everything.told": _TOLD,
    "everything.written": "select id from orders.mails union all select id from users.mails",
    **{
        f"{service}.outbox": f"select {_OUTBOX} from {service}.outbox where created_at >= $1"
        for service in SERVICES
    },
    **{
        f"{service}.inbox": (
            f"select consumer, event_id, name, seen_at from {service}.inbox where seen_at >= $1"
        )
        for service in SERVICES
    },
    **{
        f"{service}.parked_messages": (
            f"select id, queue, name, message_id, reason from {service}.parked_messages"
            " where parked_at >= $1"
        )
        for service in SERVICES
    },
}
"""Table to what is read of it; `$1` is when the run began."""

IDLE: Final = (
    "select application_name, state_change, query from pg_stat_activity"
    " where state like 'idle in transaction%' and state_change < now() - interval '15 s'"
)
"""Sessions that sit on an open transaction."""
