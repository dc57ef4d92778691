from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from common import db
from common.events.orders import (
    OrderCancelled,
    OrderFact,
    OrderPaid,
)
from common.ids import new_id
from common.worker import Plan, receive
from payments.adapters.tables import OutboxRow
from payments.adapters.tx import open_tx
from payments.consumers.subscriptions import SUBSCRIPTIONS

PLAN = Plan(SUBSCRIPTIONS, open_tx, OutboxRow)


def fact(kind: type[OrderFact], order_id: str, version: int = 5, **fields: Any) -> OrderFact:
    return kind(
        occurred_at=datetime.now(UTC),
        aggregate_id=UUID(order_id),
        aggregate_version=version,
        order_id=UUID(order_id),
        number="S-100",
        **fields,
    )


async def test_what_orders_says_is_noted_once_and_in_order(
    shop: Any, sessions: db.Sessions
) -> None:
    started = await shop.begun()
    cancelled = fact(OrderCancelled, started["order_id"], 7, reason="expired", lines=())
    await receive(cancelled, PLAN, sessions)
    await receive(cancelled, PLAN, sessions)
    await receive(fact(OrderPaid, started["order_id"], 6, lines=()), PLAN, sessions)

    [row] = await shop.sql("select order_note, order_version from payments.payments")

    assert (row["order_note"], row["order_version"]) == ("cancelled", 7)


async def test_a_cancellation_is_remembered_before_anything_was_begun(
    shop: Any, sessions: db.Sessions
) -> None:
    order_id = str(new_id())
    await receive(fact(OrderCancelled, order_id, 4, reason="staff", lines=()), PLAN, sessions)
    await receive(fact(OrderPaid, order_id, 3, lines=()), PLAN, sessions)

    [row] = await shop.sql("select order_note, order_version, status from payments.payments")

    assert (row["order_note"], row["order_version"]) == ("cancelled", 4)
    assert row["status"] == "cancelled"


async def test_money_that_arrives_for_a_cancelled_order_is_told_to_orders(
    shop: Any, sessions: db.Sessions
) -> None:
    started = await shop.begun()
    await receive(
        fact(OrderCancelled, started["order_id"], reason="expired", lines=()), PLAN, sessions
    )

    await shop.decide(started["reference"], "approve")
    await shop.poll()

    assert len(await shop.facts("payment_captured")) == 1


async def test_an_order_that_ends_unpaid_cancels_its_payment(
    shop: Any, sessions: db.Sessions
) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "decline")
    await shop.poll()

    await receive(
        fact(OrderCancelled, started["order_id"], reason="expired", lines=()), PLAN, sessions
    )

    assert (await shop.payment(started["id"]))["status"] == "cancelled"
