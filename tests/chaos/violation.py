"""What the checker reports, and what happened to one order, for whoever has to understand it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chaos.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """Something that must never be; `order_id` is the order to look at, where there is one."""

    rule: str
    what: str
    order_id: UUID | None = None

    def __str__(self) -> str:
        return f"{self.rule}: {self.what}" + (f" (order {self.order_id})" if self.order_id else "")


def report(violations: list[Violation], snapshot: Snapshot, *, most: int = 5) -> str:
    """Say what is wrong, and for the first few orders what happened to them."""
    told = [str(violation) for violation in violations]
    orders = dict.fromkeys(v.order_id for v in violations if v.order_id is not None)
    for order_id in list(orders)[:most]:
        told += ["", f"order {order_id}:", *(f"  {line}" for line in timeline(snapshot, order_id))]
    return "\n".join(told)


def timeline(snapshot: Snapshot, order_id: UUID) -> list[str]:
    """Return what is known of an order, in the order in which it happened."""
    happened = [*_steps(snapshot, order_id), *_facts(snapshot, order_id)]
    return [f"{at:%H:%M:%S.%f}  {what}" for at, what in sorted(happened)]


Moment = tuple[datetime, str]


def _steps(snapshot: Snapshot, order_id: UUID) -> Iterator[Moment]:
    for row in snapshot.of("orders.order_history", order_id):
        step = f"{row['from_status']} → {row['to_status']} v{row['version']}"
        yield row["at"], f"orders    {row['trigger']} ({row['outcome']}) {step}"
    for row in snapshot.of("payments.attempts", order_id):
        about = f"{row['provider']} {row['reference']}"
        yield row["created_at"], f"payments  attempt {about} begins"
        yield row["updated_at"], f"payments  attempt {about} is {row['status']}"
        for capture in snapshot.by("payments.captures", "attempt_id").get(row["id"], []):
            what = f"captured {capture['amount']} {capture['currency']} by {capture['source']}"
            yield capture["captured_at"], f"payments  {what}"
    for row in snapshot.of("payments.refunds", order_id):
        yield row["updated_at"], f"payments  refund {row['amount']} {row['reason']} {row['status']}"
    for row in snapshot.of("catalog.holds", order_id):
        yield row["updated_at"], f"catalog   hold {row['state']} v{row['order_version']}"


def _facts(snapshot: Snapshot, order_id: UUID) -> Iterator[Moment]:
    heard = _heard(snapshot)
    for table, rows in snapshot.tables.items():
        if not table.endswith(".outbox"):
            continue
        for row in rows:
            if order_id in {row["aggregate_id"], row["correlation_id"]}:
                by = ", ".join(heard.get(row["id"], [])) or "nobody"
                yield row["created_at"], f"told      {row['name']}, heard by {by}"


def _heard(snapshot: Snapshot) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    for table, rows in snapshot.tables.items():
        if table.endswith(".inbox"):
            for row in rows:
                found.setdefault(row["event_id"], []).append(row["consumer"])
    return found
