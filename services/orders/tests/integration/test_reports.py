import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest
from alembic import command
from sqlalchemy import text

from common import migrate
from common.clock import utcnow
from common.db import Sessions
from common.events import payments as paid
from common.events.base import Event, MoneyV1
from common.ids import new_id
from common.testing.statements import asked
from common.testing.tokens import Tokens
from common.worker import Plan, receive
from orders.adapters.tables import OutboxRow
from orders.consumers.subscriptions import SUBSCRIPTIONS
from orders.domain.order import Order
from orders.domain.states import OrderStatus, Trigger

PATH = "/api/v1/admin/reports"
Report = dict[str, Any]


def fact(kind: type[Event], order: Order | Report, **facts: Any) -> Event:
    order_id = order["id"] if isinstance(order, dict) else order.id
    known: dict[str, Any] = {
        "occurred_at": utcnow(),
        "aggregate_id": new_id(),
        "aggregate_version": 1,
        "order_id": order_id,
        "payment_id": new_id(),
        "attempt_id": new_id(),
        "provider": "chapa",
        "amount": MoneyV1(amount=facts.pop("amount", 10_000), currency="KES"),
        "reason": "declined",
        "certain": True,
        "refund_id": new_id(),
    }
    return kind.model_validate({**known, **facts})


@pytest.fixture
def deliver(sessions: Sessions, open_tx: Any) -> Callable[..., Awaitable[None]]:
    plan = Plan(SUBSCRIPTIONS, lambda _: open_tx(), OutboxRow)

    async def delivered(*events: Event) -> None:
        for event in events:
            await receive(event, plan, sessions)

    return delivered


@pytest.fixture
def begin(client: httpx.AsyncClient, shopper: Any, signed: Tokens) -> Any:
    async def begun(order: Report, provider: str = "chapa") -> UUID:
        attempt_id: UUID = new_id()
        answer = await client.put(
            f"/internal/orders/{order['id']}/attempts/{attempt_id}",
            json={"provider": provider},
            headers={**shopper.headers, **signed.service("payments", "orders")},
        )
        assert answer.status_code == 200, answer.text
        return attempt_id

    return begun


@pytest.fixture
def report(shoppers: Any) -> Callable[..., Awaitable[Report]]:
    reader = shoppers("reports:read")

    async def read(name: str, **query: Any) -> Report:
        answer = await reader.client.get(f"{PATH}/{name}", params=query, headers=reader.headers)
        assert answer.status_code == 200, answer.text
        body: Report = answer.json()
        return body

    return read


def money(amount: int, currency: str = "KES") -> Report:
    return {"amount": amount, "currency": currency}


def today() -> date:
    return utcnow().astimezone(ZoneInfo("Africa/Nairobi")).date()


async def test_a_quiet_shop_has_a_row_for_every_day(report: Any) -> None:
    sales = await report("sales", **{"from": "2026-01-01", "to": "2026-01-31"}, currency="USD")

    assert [row["period"] for row in sales["items"]] == [
        str(date(2026, 1, 1) + timedelta(days=day)) for day in range(31)
    ]
    nothing = {"orders": 0, **dict.fromkeys(("gross", "refunded", "net"), money(0, "USD"))}
    assert all(row.items() >= nothing.items() for row in sales["items"])
    assert sales["next_cursor"] is None
    assert sales["by_status"] == {status.value: 0 for status in OrderStatus}
    assert (await report("top-products"))["items"] == []
    assert (await report("payments"))["items"] == []


async def test_a_sale_counts_on_its_day_in_its_currency(
    report: Any, deliver: Any, shopper: Any, begin: Any
) -> None:
    order = await shopper.placed(10_000, 2)
    attempt_id = await begin(order, "mpesa")
    total = order["total"]["amount"]
    await shopper.placed()

    await deliver(
        fact(paid.PaymentCaptured, order, attempt_id=attempt_id, provider="mpesa", amount=total),
        fact(paid.RefundSucceeded, order, attempt_id=attempt_id, provider="mpesa", amount=5_000),
    )

    sales = await report("sales", interval="month")
    [*_, month] = sales["items"]
    assert month == {
        "period": str(today().replace(day=1)),
        "currency": "KES",
        "orders": 1,
        "gross": money(total),
        "refunded": money(5_000),
        "net": money(total - 5_000),
    }
    assert Counter(sales["by_status"]) == Counter(pending=1, success=1)
    elsewhere = await report("sales", currency="ETB")
    assert {row["orders"] for row in elsewhere["items"]} == {0}
    assert sum(elsewhere["by_status"].values()) == 0
    assert (await report("payments"))["items"] == [
        {
            "provider": "mpesa",
            "currency": "KES",
            "attempts": 1,
            "succeeded": 1,
            "failed": 0,
            "pending": 0,
            "captured": money(total),
            "refunded": money(5_000),
        }
    ]


async def test_late_news_counts_on_the_day_it_is_about_where_the_shop_is(
    report: Any, deliver: Any, store: Any, make_order: Any
) -> None:
    order = await store(make_order())
    before_midnight = datetime(2026, 6, 30, 20, 59, 59, tzinfo=UTC)

    await deliver(
        fact(paid.PaymentCaptured, order, amount=7, occurred_at=before_midnight),
        fact(
            paid.PaymentCaptured,
            order,
            amount=8,
            occurred_at=before_midnight + timedelta(seconds=1),
        ),
    )

    sales = await report("sales", **{"from": "2026-06-30", "to": "2026-07-01"})
    assert [row["gross"]["amount"] for row in sales["items"]] == [7, 8]
    months = await report("sales", **{"from": "2026-06-30", "to": "2026-07-01"}, interval="month")
    assert [(row["period"], row["gross"]["amount"]) for row in months["items"]] == [
        ("2026-06-01", 7),
        ("2026-07-01", 8),
    ]
    july = {"from": "2026-07-01", "to": "2026-07-01"}
    [row] = (await report("payments", **july))["items"]
    assert (row["captured"]["amount"], row["attempts"]) == (8, 1)


async def test_an_attempt_counts_once_by_the_strongest_that_was_told_of_it(
    report: Any, deliver: Any, shopper: Any, begin: Any
) -> None:
    order = await shopper.placed()
    attempt_id = await begin(order)
    pending = (await report("payments"))["items"][0]
    failed = fact(paid.PaymentFailed, order, attempt_id=attempt_id)
    captured = fact(paid.PaymentCaptured, order, attempt_id=attempt_id)

    await deliver(failed)
    then = (await report("payments"))["items"][0]
    again = captured.model_copy(update={"id": new_id()})
    await deliver(captured, again, failed.model_copy(update={"id": new_id()}))

    names = ("attempts", "succeeded", "failed", "pending")
    assert [pending[name] for name in names] == [1, 0, 0, 1]
    assert [then[name] for name in names] == [1, 0, 1, 0]
    [after] = (await report("payments"))["items"]
    assert [after[name] for name in names] == [1, 1, 0, 0]
    assert after["captured"] == money(10_000)


async def test_a_refund_counts_once_however_often_it_is_told(
    report: Any, deliver: Any, store: Any, make_order: Any
) -> None:
    order = await store(make_order())
    refund = fact(paid.RefundSucceeded, order, amount=4_000)

    await deliver(refund, refund, refund.model_copy(update={"id": new_id()}))
    await deliver(fact(paid.PaymentCaptured, order))

    row = (await report("sales"))["items"][-1]
    assert (row["gross"], row["refunded"]) == (money(10_000), money(4_000))
    assert row["net"] == money(6_000)


async def test_promised_cash_has_sold_and_brings_money_when_it_comes(
    report: Any, deliver: Any, shopper: Any, begin: Any
) -> None:
    order = await shopper.placed()
    attempt_id = await begin(order, "cash")
    about = {"attempt_id": attempt_id, "provider": "cash"}

    await deliver(fact(paid.PaymentAuthorized, order, **about))
    promised = (await report("sales"))["items"][-1]
    await deliver(fact(paid.PaymentCaptured, order, **about, amount=order["total"]["amount"]))

    assert (promised["orders"], promised["gross"]["amount"]) == (1, 0)
    handed_over = (await report("sales"))["items"][-1]
    assert (handed_over["orders"], handed_over["gross"]) == (1, order["total"])
    [row] = (await report("payments"))["items"]
    assert (row["succeeded"], row["pending"], row["captured"]) == (1, 0, order["total"])


async def test_what_sold_best_leaves_out_what_was_cancelled_or_given_back(
    *, report: Any, deliver: Any, store: Any, make_order: Any, make_line: Any, happen: Any
) -> None:
    mug, pot = make_line(1_000, 3), make_line(9_000, 3)
    kept = await store(make_order(mug, make_line(50, 1)))
    partly = await store(make_order(pot))
    whole = await store(make_order(make_line(7, 50)))
    cancelled = await store(make_order(make_line(8, 60)))
    unpaid = await store(make_order(make_line(9, 70)))
    for order in (kept, partly, whole, cancelled):
        await deliver(fact(paid.PaymentCaptured, order, amount=order.total.amount))

    await deliver(
        fact(paid.RefundSucceeded, whole, amount=whole.total.amount),
        fact(paid.RefundSucceeded, partly, amount=1_000),
        fact(paid.PaymentFailed, unpaid),
    )
    await happen({"id": str(cancelled.id)}, Trigger.STAFF_CANCEL)

    top = (await report("top-products", limit=2))["items"]
    assert [(row["product_id"], row["units"], row["revenue"]) for row in top] == [
        (str(pot.product_id), 3, money(27_000)),
        (str(mug.product_id), 3, money(3_000)),
    ]
    assert top[0]["name"] == "Kanga"
    assert len((await report("top-products"))["items"]) == 3
    assert (await report("top-products", currency="USD"))["items"] == []


def story(order: Order, chance: random.Random) -> list[Event]:
    """Everything payments may tell of one order, some of it twice, under one id or under two."""
    total = order.total.amount
    cash, card = new_id(), new_id()
    told = [fact(paid.PaymentFailed, order, attempt_id=card)] if chance.random() < 0.5 else []
    if chance.random() < 0.4:
        first = chance.randrange(1, total)
        told.append(fact(paid.PaymentAuthorized, order, attempt_id=cash, provider="cash"))
        told.append(
            fact(paid.PaymentCaptured, order, attempt_id=cash, provider="cash", amount=first)
        )
        told.append(fact(paid.PaymentCaptured, order, provider="manual", amount=total - first))
    elif chance.random() < 0.8:
        told.append(fact(paid.PaymentCaptured, order, attempt_id=card, amount=total))
    if told and chance.random() < 0.5:
        told.append(fact(paid.RefundSucceeded, order, amount=chance.randrange(1, total)))
        told.append(fact(paid.RefundFailed, order))
    return [*told, *chance.sample(told, len(told) // 2)]


@pytest.mark.parametrize("seed", range(3))
async def test_the_figures_are_those_of_the_orders_whatever_came_when(
    *, seed: int, report: Any, deliver: Any, store: Any, make_order: Any, sessions: Sessions
) -> None:
    chance = random.Random(seed)  # noqa: S311
    orders = [await store(make_order(created_at=utcnow())) for _ in range(12)]
    told = [event for order in orders for event in story(order, chance)]
    chance.shuffle(told)

    await asyncio.gather(*(deliver(*told[part::4]) for part in range(4)))

    async with sessions() as session:
        truth = (
            await session.execute(
                text("select sum(paid) as paid, sum(refunded) as refunded from orders.orders")
            )
        ).one()
        statuses = await session.execute(
            text("select status, count(*) as orders from orders.orders group by 1")
        )
        paid_for = await session.scalar(
            text("select count(*) from orders.outbox where name = 'orders.order_paid.v1'")
        )
        stood = Counter({row.status: row.orders for row in statuses})
    sales, payments = await report("sales"), await report("payments")
    assert sum(row["orders"] for row in sales["items"]) == paid_for
    assert sum(row["gross"]["amount"] for row in sales["items"]) == truth.paid
    assert sum(row["refunded"]["amount"] for row in sales["items"]) == truth.refunded
    assert Counter(sales["by_status"]) == stood
    assert sum(row["captured"]["amount"] for row in payments["items"]) == truth.paid
    assert sum(row["refunded"]["amount"] for row in payments["items"]) == truth.refunded
    ends = (paid.PaymentFailed, paid.PaymentAuthorized, paid.PaymentCaptured)
    named = {event.attempt_id for event in told if isinstance(event, ends)}
    assert sum(row["attempts"] for row in payments["items"]) == len(named)
    assert {row["pending"] for row in payments["items"]} <= {0}


async def test_what_happened_before_there_were_reports_is_in_them(
    report: Any,
    deliver: Any,
    shopper: Any,
    begin: Any,
    fresh_database: Any,
) -> None:
    for provider, ends in (("chapa", paid.PaymentCaptured), ("cash", paid.PaymentAuthorized)):
        order = await shopper.placed()
        failed, attempt_id = await begin(order, "mpesa"), new_id()
        await deliver(fact(paid.PaymentFailed, order, attempt_id=failed, provider="mpesa"))
        about = {"attempt_id": attempt_id, "provider": provider}
        await deliver(fact(ends, order, **about), fact(paid.PaymentCaptured, order, amount=5))
        await deliver(fact(paid.RefundSucceeded, order, **about, amount=3))
    await begin(await shopper.placed(), "mpesa")
    sales, payments = await report("sales"), await report("payments")

    alembic = migrate.config("orders", await fresh_database("orders"))
    await asyncio.to_thread(command.downgrade, alembic, "0008")
    await asyncio.to_thread(command.upgrade, alembic, "head")

    assert await report("sales") == sales
    assert await report("payments") == payments


@pytest.mark.parametrize(
    ("name", "query", "parameter"),
    [
        ("sales", {"from": "2026-02-30"}, "from"),
        ("sales", {"from": "0001-01-01"}, "from"),
        ("sales", {"to": "9999-12-31"}, "to"),
        ("sales", {"from": "2026-01-02", "to": "2026-01-01"}, "from"),
        ("payments", {"from": "2025-01-01", "to": "2026-01-02"}, "from"),
        ("sales", {"interval": "year"}, "interval"),
        ("sales", {"currency": "kes"}, "currency"),
        ("top-products", {"limit": "101"}, "limit"),
        ("top-products", {"limit": "0"}, "limit"),
    ],
)
async def test_what_cannot_be_reported_is_refused(
    name: str, query: Report, parameter: str, shoppers: Any
) -> None:
    reader = shoppers("reports:read")

    answer = await reader.client.get(f"{PATH}/{name}", params=query, headers=reader.headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]


@pytest.mark.parametrize("name", ["sales", "top-products", "payments"])
async def test_reports_are_for_who_may_read_them_and_know_their_parameters(
    name: str, shoppers: Any, client: httpx.AsyncClient
) -> None:
    reader = shoppers("reports:read")

    assert (await client.get(f"{PATH}/{name}")).status_code == 401
    assert (await shoppers("orders:*").get(f"{PATH}/{name}")).status_code == 403
    unknown = await reader.get(f"{PATH}/{name}?form=2026-01-01")
    assert (unknown.status_code, unknown.json()["code"]) == (400, "unknown_parameter")


@pytest.mark.parametrize(("name", "number"), [("sales", 2), ("top-products", 1), ("payments", 1)])
async def test_a_report_takes_few_statements(
    *, name: str, number: int, report: Any, deliver: Any, store: Any, make_order: Any
) -> None:
    for _ in range(3):
        await deliver(fact(paid.PaymentCaptured, await store(make_order())))

    with asked() as statements:
        await report(name)

    assert len(statements) == number, statements


@pytest.mark.parametrize(
    ("question", "index"),
    [
        ("payment_attempts where begun_at", "payment_attempts_begun_at_idx"),
        ("payment_attempts where captured_at", "payment_attempts_captured_at_idx"),
        ("refunds where at", "refunds_at_idx"),
        (
            "order_history where from_status = 'processing' and to_status = 'success' and at",
            "order_history_sold_idx",
        ),
    ],
)
async def test_a_report_reads_no_more_than_its_days(
    question: str, index: str, sessions: Sessions
) -> None:
    async with sessions() as session:
        await session.execute(text("set local enable_seqscan = off"))
        plan = await session.scalars(
            text(f"explain select * from orders.{question} >= now() - interval '1 day'")  # noqa: S608
        )
        assert index in "\n".join(plan)
