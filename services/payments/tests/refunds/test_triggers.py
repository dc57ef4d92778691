"""What makes the shop give money back by itself, and what orders hears of it."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from common import db
from common.events.orders import OrderCancelled, OrderFact, RefundRequested
from common.worker import Plan, receive
from payments.adapters.tables import OutboxRow
from payments.adapters.tx import open_tx
from payments.consumers.subscriptions import SUBSCRIPTIONS
from payments.domain.provider import Finding, Standing
from payments.domain.refund import RefundFinding, RefundStanding

PLAN = Plan(SUBSCRIPTIONS, open_tx, OutboxRow)
SUCCEEDED = RefundFinding(standing=RefundStanding.SUCCEEDED)
PENDING = RefundFinding(standing=RefundStanding.PENDING, provider_reference="R-1")
WHOLE = {"amount": 45_000, "currency": "ETB"}
NOTHING = {"amount": 0, "currency": "ETB"}


def fact(kind: type[OrderFact], started: Any, version: int = 5, **fields: Any) -> OrderFact:
    return kind(
        occurred_at=datetime.now(UTC),
        aggregate_id=UUID(started["order_id"]),
        aggregate_version=version,
        order_id=UUID(started["order_id"]),
        number="S-100",
        **fields,
    )


def owed(started: Any, reason: str, attempt_id: str | None = None, **fields: Any) -> OrderFact:
    attempt = None if attempt_id is None else UUID(attempt_id)
    return fact(RefundRequested, started, attempt_id=attempt, amount=None, reason=reason, **fields)


async def paid_twice(desk: Any) -> tuple[Any, Any]:
    """An order whose first attempt was given up and paid all the same, after the second."""
    shop = desk.shop
    order_id = shop.place()
    first = (await shop.pay(order_id)).json()
    await shop.decide(first["reference"], "decline")
    await shop.refresh(first["id"])
    second = (await shop.pay(order_id)).json()
    await shop.decide(second["reference"], "approve")
    await shop.refresh(second["id"])
    await late(desk, first)
    return first, second


async def late(desk: Any, started: Any) -> None:
    """The attempt that had ended is paid after all."""
    desk.bank.own = Late(desk.bank.own, started["reference"])
    await desk.shop.poll()


class Late:
    """A provider that has second thoughts about one attempt."""

    def __init__(self, own: Any, reference: str) -> None:
        self._own, self._reference = own, reference

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)

    async def ask(self, attempt: Any, *, patience: Any) -> Any:
        if attempt.reference != self._reference:
            return await self._own.ask(attempt, patience=patience)
        return Finding(standing=Standing.CAPTURED, amount=attempt.amount, provider_reference="AP2")


async def test_what_was_paid_twice_goes_back_once_and_orders_is_not_told(desk: Any) -> None:
    desk.bank.says = SUCCEEDED

    first, _ = await paid_twice(desk)
    before = await desk.payment(first)
    await desk.work()
    await desk.shop.poll()
    await desk.work(later="1 h")
    after = await desk.payment(first)

    [row] = await desk.rows()
    assert (str(row["attempt_id"]), row["reason"]) == (first["attempt_id"], "duplicate")
    assert (row["status"], row["automatic"], row["counted"]) == ("succeeded", True, False)
    assert len(desk.bank.paid) == 1
    assert len(await desk.facts("payment_captured")) == 1
    assert await desk.facts("refund_succeeded") == []
    assert await desk.shop.count("incidents") == 0
    for payment in (before, after):
        assert payment["status"] == "success"
        assert (payment["captured"], payment["outstanding"]) == (WHOLE, NOTHING)
        assert (payment["refunded"], payment["refund_pending"]) == (NOTHING, NOTHING)
    assert [one["reason"] for one in after["refunds"]] == ["duplicate"]


async def test_a_duplicate_that_cannot_go_back_is_no_news_for_orders_either(desk: Any) -> None:
    desk.bank.says = RefundFinding(
        standing=RefundStanding.REFUSED, detail="not ever", retryable=False
    )

    await paid_twice(desk)
    await desk.work()

    assert await desk.statuses() == ["needs_attention"]
    assert await desk.facts("refund_failed") == []


async def test_what_was_paid_twice_is_the_payers_and_no_order_s_money(desk: Any) -> None:
    first, second = await paid_twice(desk)

    named = await desk.give_back(first["id"], amount=1, attempt_id=first["attempt_id"])
    whole = await desk.give_back(first["id"])

    assert named.status_code == 409
    assert whole.json()["attempt_id"] == second["attempt_id"]
    assert whole.json()["amount"] == WHOLE


async def test_many_askers_at_once_give_a_duplicate_back_once(desk: Any) -> None:
    first, _ = await paid_twice(desk)
    await asyncio.gather(*(desk.shop.refresh(first["id"]) for _ in range(5)))

    assert len(await desk.rows()) == 1


async def test_late_money_of_a_cancelled_order_goes_back(desk: Any, sessions: db.Sessions) -> None:
    desk.bank.says = SUCCEEDED
    started = await desk.paid()
    asked = owed(started, "late", started["attempt_id"])

    await receive(asked, PLAN, sessions)
    await receive(asked, PLAN, sessions)
    await receive(owed(started, "late", started["attempt_id"], version=6), PLAN, sessions)
    await desk.work()

    [row] = await desk.rows()
    assert (row["reason"], row["amount"], row["status"]) == ("late", 45_000, "succeeded")
    [told] = await desk.facts("refund_succeeded")
    assert (told["attempt_id"], told["amount"], told["reason"]) == (
        started["attempt_id"],
        WHOLE,
        "late",
    )


@pytest.mark.parametrize(
    ("reason", "kept"),
    [("cancelled", "cancelled"), ("stock_refused", "stock_refused"), ("I moved", "cancelled")],
)
async def test_a_cancelled_order_gets_back_all_that_staff_have_not_given_back_yet(
    desk: Any, sessions: db.Sessions, reason: str, kept: str
) -> None:
    started = await desk.paid()
    await desk.give_back(started["id"], amount=5_000)

    await receive(owed(started, reason), PLAN, sessions)

    rows = await desk.rows()
    assert [(row["reason"], row["amount"]) for row in rows] == [("goodwill", 5_000), (kept, 40_000)]
    assert (await desk.payment(started))["refund_pending"] == WHOLE


async def test_money_that_came_in_parts_goes_back_from_each(
    desk: Any, sessions: db.Sessions
) -> None:
    started = await desk.shop.begun(provider="cash")
    for part in (30_000, 15_000):
        answer = await desk.shop.http.post(
            "/api/v1/admin/payments",
            json={
                "order_id": started["order_id"],
                "provider": "cash",
                "amount": {"amount": part, "currency": "ETB"},
            },
            headers={**desk.shop.bearer(None, "payments:*"), "idempotency-key": str(part)},
        )
        assert answer.status_code == 201, answer.text

    await receive(owed(started, "cancelled"), PLAN, sessions)
    await desk.work()

    rows = await desk.rows()
    assert sorted(row["amount"] for row in rows) == [15_000, 30_000]
    assert {row["status"] for row in rows} == {"needs_attention"}
    assert await desk.facts("refund_failed") == []


async def test_a_paid_order_without_stock_is_an_incident_beside(
    desk: Any, sessions: db.Sessions
) -> None:
    started = await desk.paid()

    await receive(owed(started, "stock_refused"), PLAN, sessions)

    [row] = await desk.shop.sql("select kind, order_id from payments.incidents")
    assert (row["kind"], str(row["order_id"])) == ("stock_refused", started["order_id"])
    assert await desk.statuses() == ["requested"]


@pytest.mark.parametrize("attempt", [True, False])
async def test_nothing_that_is_left_is_nothing_to_give_back(
    desk: Any, sessions: db.Sessions, attempt: bool
) -> None:
    started = await desk.paid()
    await desk.give_back(started["id"])

    await receive(
        owed(started, "cancelled", started["attempt_id"] if attempt else None), PLAN, sessions
    )

    assert await desk.statuses() == ["requested"]


async def test_an_order_that_nobody_paid_has_nothing_to_give_back(
    desk: Any, sessions: db.Sessions
) -> None:
    started = await desk.shop.begun()

    await receive(owed(started, "cancelled"), PLAN, sessions)
    await receive(owed({"order_id": str(UUID(int=7))}, "cancelled"), PLAN, sessions)

    assert await desk.rows() == []


async def test_late_money_after_everything_went_back_is_a_duplicate(
    desk: Any, sessions: db.Sessions
) -> None:
    desk.bank.says = SUCCEEDED
    shop = desk.shop
    order_id = shop.place()
    first = (await shop.pay(order_id)).json()
    await shop.decide(first["reference"], "decline")
    await shop.refresh(first["id"])
    second = (await shop.pay(order_id)).json()
    await shop.decide(second["reference"], "approve")
    await shop.refresh(second["id"])
    await receive(fact(OrderCancelled, second, reason="staff", lines=()), PLAN, sessions)
    await receive(owed(second, "cancelled"), PLAN, sessions)
    await desk.work()

    await late(desk, first)
    await desk.work()

    assert [row["reason"] for row in await desk.rows()] == ["cancelled", "duplicate"]
    assert await desk.statuses() == ["succeeded", "succeeded"]
    assert len(desk.bank.paid) == 2
    assert len(await desk.facts("refund_succeeded")) == 1


@pytest.mark.parametrize("event", ["charge.refunded", "charge.reversed"])
async def test_a_webhook_about_a_refund_leads_to_asking_and_is_not_believed(
    desk: Any, event: str
) -> None:
    desk.bank.tells = PENDING
    started = await desk.paid()
    await desk.give_back(started["id"])
    await desk.work()
    body = json.dumps(
        {"event": event, "tx_ref": started["reference"], "status": event.split(".")[1]}
    ).encode()

    await desk.shop.webhook(body)
    await desk.shop.work()
    before = len(desk.bank.asked)
    await desk.work()

    assert len(desk.bank.asked) == before + 1
    assert await desk.statuses() == ["processing"]
    assert await desk.shop.count("incidents") == 0
