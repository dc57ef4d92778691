import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from common.clock import utcnow
from common.db import Sessions
from common.events import catalog as stock
from common.events import payments as paid
from common.events.base import Event, MoneyV1
from common.ids import new_id
from common.worker import Plan, receive
from orders.adapters.tables import OutboxRow
from orders.consumers.subscriptions import SUBSCRIPTIONS
from orders.domain.order import AttemptState, Cancellation, CancellationState, Order
from orders.domain.progress import Happening
from orders.domain.saga import SagaState
from orders.domain.states import OrderStatus, Trigger
from orders.usecases.advance_order import advance_order
from orders.usecases.ports import Tx
from orders.usecases.run_clocks import run_clocks

ATTEMPT = new_id()
ORDER_FACTS = [kind for kind in SUBSCRIPTIONS if "order_id" in kind.model_fields]


def fact(kind: type[Event], order_id: UUID, **facts: Any) -> Event:
    money = MoneyV1(amount=facts.pop("amount", 10_000), currency="KES")
    known: dict[str, Any] = {
        "occurred_at": utcnow(),
        "aggregate_id": new_id(),
        "aggregate_version": 1,
        "order_id": order_id,
        "payment_id": new_id(),
        "attempt_id": ATTEMPT,
        "provider": "chapa",
        "amount": money,
        "reason": "declined",
        "certain": True,
        "refund_id": new_id(),
        "order_version": 1,
        "lines": (),
    }
    return kind.model_validate({**known, **facts})


@pytest.fixture
def deliver(sessions: Sessions, open_tx: Any) -> Callable[[Event], Awaitable[None]]:
    plan = Plan(SUBSCRIPTIONS, lambda _: open_tx(), OutboxRow)

    async def delivered(event: Event) -> None:
        await receive(event, plan, sessions)

    return delivered


@pytest.fixture
def stored(store: Any, make_order: Any) -> Callable[..., Awaitable[Order]]:
    async def made(**changes: Any) -> Order:
        facts = {"attempt_id": ATTEMPT, "attempt_state": AttemptState.UNDECIDED, **changes}
        order: Order = await store(make_order(**facts))
        return order

    return made


@pytest.fixture
def read(open_tx: Any) -> Callable[[UUID], Awaitable[Order]]:
    async def found(order_id: UUID) -> Order:
        async with open_tx() as tx:
            order: Order = await tx.orders.read(order_id)
            return order

    return found


async def names(sessions: Sessions) -> list[str]:
    async with sessions() as session:
        return list(await session.scalars(text("select name from orders.outbox order by seq")))


async def history(sessions: Sessions, order_id: UUID) -> list[tuple[Any, ...]]:
    async with sessions() as session:
        rows = await session.execute(
            text(
                "select trigger, outcome, from_status, to_status, version"
                " from orders.order_history"
                " where order_id = :id and trigger <> 'placed' order by id"
            ),
            {"id": order_id},
        )
        return [tuple(row) for row in rows]


async def test_every_fact_is_taken_in_every_status(
    deliver: Any, stored: Any, read: Any, sessions: Sessions
) -> None:
    for status, kind in itertools.product(OrderStatus, ORDER_FACTS):
        order = await stored(status=status)
        event = fact(kind, order.id)

        await deliver(event)
        once = await read(order.id)
        await deliver(event)

        assert await read(order.id) == once
        rows = await history(sessions, order.id)
        assert rows
        assert rows[-1][3] == once.status
        assert rows[-1][4] == once.version
        if once.version == order.version:
            assert rows[0][1] in {"ignored", "recorded"}


async def test_a_fact_about_an_unknown_order_is_acknowledged(
    deliver: Any, sessions: Sessions
) -> None:
    for kind in ORDER_FACTS:
        await deliver(fact(kind, new_id()))

    assert await names(sessions) == []


async def test_money_before_its_beginning_walks_both_edges(
    deliver: Any, stored: Any, read: Any, sessions: Sessions
) -> None:
    order = await stored(attempt_id=None)

    await deliver(fact(paid.PaymentCaptured, order.id))

    assert (await read(order.id)).version == 3
    assert await history(sessions, order.id) == [
        ("captured", "applied", "pending", "processing", 2),
        ("captured", "applied", "processing", "success", 3),
    ]
    assert await names(sessions) == ["orders.order_paid.v1"]


async def test_a_purchase_ends_with_stock_committed_and_one_receipt(
    deliver: Any, stored: Any, read: Any, sessions: Sessions
) -> None:
    order = await stored(status=OrderStatus.PROCESSING)

    await deliver(fact(paid.PaymentCaptured, order.id))
    await deliver(fact(stock.StockCommitted, order.id))

    done = await read(order.id)
    assert (done.status, done.stock_committed, done.paid) == (OrderStatus.SUCCESS, True, 10_000)
    async with sessions() as session:
        saga = (await session.execute(text("select state, owed from orders.sagas"))).one()
        [mail] = await session.execute(text("select * from orders.mails"))
    assert tuple(saga) == (SagaState.DONE, [])
    assert mail.recipient == "asha@soko.example"
    assert order.number in mail.subject
    for words in (mail.text, mail.html):
        assert order.number in words
        assert "KES 100.00" in words
        assert "Kanga" in words
        assert f"/orders/{order.id}#" in words


async def test_late_money_for_a_cancelled_order_is_asked_back(
    deliver: Any, stored: Any, read: Any, sessions: Sessions
) -> None:
    order = await stored(status=OrderStatus.CANCELLED)

    await deliver(fact(paid.PaymentCaptured, order.id))
    owed = await read(order.id)
    await deliver(fact(paid.RefundSucceeded, order.id))

    assert owed.refund_pending == 10_000
    assert (await read(order.id)).payment_status == "refunded"
    assert await names(sessions) == ["orders.refund_requested.v1"]
    async with sessions() as session:
        body = str(await session.scalar(text("select body from orders.outbox")))
    assert str(ATTEMPT) in body
    assert "late" in body


async def test_stock_refused_after_payment_cancels_and_refunds(
    deliver: Any, stored: Any, read: Any, sessions: Sessions
) -> None:
    order = await stored(status=OrderStatus.SUCCESS, paid=10_000)

    await deliver(fact(stock.StockRefused, order.id))

    assert (await read(order.id)).status is OrderStatus.CANCELLED
    assert await names(sessions) == ["orders.order_cancelled.v1", "orders.refund_requested.v1"]
    async with sessions() as session:
        [mail] = await session.execute(text("select text from orders.mails"))
    assert "no longer available" in mail.text
    assert "KES 100.00 back" in mail.text


async def test_an_old_refusal_ends_no_order_whose_stock_was_taken_since(
    deliver: Any, stored: Any, read: Any, sessions: Sessions
) -> None:
    order = await stored(status=OrderStatus.SUCCESS, paid=10_000)
    await deliver(fact(stock.StockCommitted, order.id))

    await deliver(fact(stock.StockRefused, order.id))

    assert (await read(order.id)).status is OrderStatus.SUCCESS
    assert await names(sessions) == []


async def test_a_failure_starts_the_retry_clock(
    deliver: Any, stored: Any, read: Any, sessions: Sessions
) -> None:
    order = await stored(status=OrderStatus.PROCESSING, created_at=utcnow())

    await deliver(fact(paid.PaymentFailed, order.id))

    failed = await read(order.id)
    assert failed.status is OrderStatus.FAILED
    assert timedelta(minutes=29) < failed.expires_at - utcnow() < timedelta(minutes=31)
    assert await names(sessions) == ["orders.order_failed.v1"]


async def test_a_failure_ends_an_order_whose_cancellation_was_asked_for(
    deliver: Any, stored: Any, read: Any, sessions: Sessions
) -> None:
    asked = Cancellation(
        state=CancellationState.REQUESTED, requested_at=utcnow(), reason="changed my mind"
    )
    order = await stored(status=OrderStatus.PROCESSING, cancellation=asked)

    await deliver(fact(paid.PaymentFailed, order.id))

    ended = await read(order.id)
    assert ended.status is OrderStatus.CANCELLED
    assert ended.cancellation == replace(asked, state=CancellationState.DONE)
    assert await names(sessions) == ["orders.order_cancelled.v1"]


@pytest.mark.parametrize(
    "order_of", list(itertools.permutations([paid.PaymentCaptured, paid.PaymentFailed]))
)
async def test_money_wins_over_a_crossing_failure(
    order_of: tuple[type[Event], ...], deliver: Any, stored: Any, read: Any
) -> None:
    order = await stored(status=OrderStatus.PROCESSING, created_at=utcnow())

    await asyncio.gather(*(deliver(fact(kind, order.id)) for kind in order_of))

    assert (await read(order.id)).status is OrderStatus.SUCCESS


async def test_a_cancellation_that_crosses_the_payment_still_refunds_it(
    deliver: Any, stored: Any, read: Any, open_tx: Any, sessions: Sessions
) -> None:
    order = await stored(attempt_id=None)

    async def cancel(tx: Tx) -> None:
        locked = await tx.orders.locked(order.id)
        happening = Happening(trigger=Trigger.CANCEL, at=utcnow(), cause="test")
        await advance_order(locked, happening, tx=tx)

    async with open_tx() as tx:
        await cancel(tx)
        capture = asyncio.create_task(deliver(fact(paid.PaymentCaptured, order.id)))
        done, _ = await asyncio.wait([capture], timeout=0.3)
        assert not done  # it waits for the lock; without one it would read `pending`
    await capture

    assert (await read(order.id)).refund_pending == 10_000
    assert "orders.refund_requested.v1" in await names(sessions)


async def test_the_shops_settings_are_copied_and_never_go_back(deliver: Any, open_tx: Any) -> None:
    def settings(version: int, *countries: tuple[str, bool]) -> Event:
        return stock.ShopSettingsChanged(
            occurred_at=utcnow(),
            aggregate_id=new_id(),
            aggregate_version=version,
            shop_name=f"Shop {version}",
            currencies=("KES",),
            default_currency="KES",
            countries=tuple(stock.CountryV1(code=c, tax_included=t) for c, t in countries),
        )

    await deliver(settings(2, ("KE", True), ("RW", False)))
    await deliver(settings(1, ("KE", False)))

    async with open_tx() as tx:
        shop = await tx.tariffs.shop()
    assert (shop.name, shop.countries) == ("Shop 2", {"KE": True, "RW": False})


@pytest.mark.parametrize("status", [OrderStatus.PENDING, OrderStatus.FAILED])
async def test_what_was_not_paid_in_time_expires(
    status: OrderStatus, shopper: Any, read: Any, open_tx: Any, sessions: Sessions
) -> None:
    body = await shopper.placed()
    if status is OrderStatus.FAILED:
        await walk(open_tx, UUID(body["id"]), Trigger.BEGIN, Trigger.FAILED)

    assert await run_clocks(open_tx) == 0
    await overdue(sessions)
    assert await run_clocks(open_tx) == 1

    expired = await read(UUID(body["id"]))
    assert expired.status is OrderStatus.CANCELLED
    assert expired.cancellation.reason == "expired"
    assert await run_clocks(open_tx) == 0
    assert (await names(sessions))[-1] == "orders.order_cancelled.v1"
    async with sessions() as session:
        assert "not paid in time" in str(await session.scalar(text("select text from mails")))


async def test_two_clocks_never_expire_an_order_twice(
    shopper: Any, open_tx: Any, sessions: Sessions
) -> None:
    for _ in range(5):
        await shopper.placed()
    await overdue(sessions)

    await asyncio.gather(*(run_clocks(open_tx) for _ in range(4)))

    assert (await names(sessions)).count("orders.order_cancelled.v1") == 5


# One order whose row takes no change.
BROKEN = (
    "create function orders.refuse() returns trigger language plpgsql as"
    " $$ begin raise exception 'broken'; end $$",
    "create trigger broken before update on orders.orders for each row"
    " when (old.id = '{id}') execute function orders.refuse()",
)


async def test_an_order_that_cannot_expire_stands_in_no_other_s_way(
    shopper: Any, read: Any, open_tx: Any, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orders.usecases.run_clocks._BATCH", 1)
    broken, *others = [UUID((await shopper.placed())["id"]) for _ in range(3)]
    await overdue(sessions)
    async with sessions.begin() as session:
        for statement in BROKEN:
            await session.execute(text(statement.format(id=broken)))

    assert await run_clocks(open_tx) == 3

    assert {(await read(order_id)).status for order_id in others} == {OrderStatus.CANCELLED}
    assert (await read(broken)).status is OrderStatus.PENDING
    assert (await names(sessions)).count("orders.order_cancelled.v1") == 2
    assert await run_clocks(open_tx) == 0  # it is left alone for a while
    async with sessions.begin() as session:
        await session.execute(text("drop trigger broken on orders.orders"))
    await overdue(sessions)
    assert await run_clocks(open_tx) == 1
    assert (await read(broken)).status is OrderStatus.CANCELLED


async def test_an_order_that_never_can_expire_gets_stuck(
    shopper: Any, open_tx: Any, sessions: Sessions
) -> None:
    broken = UUID((await shopper.placed())["id"])
    async with sessions.begin() as session:
        for statement in BROKEN:
            await session.execute(text(statement.format(id=broken)))

    states = []
    for _ in range(6):
        await overdue(sessions)
        rung = await run_clocks(open_tx)
        async with sessions() as session:
            row = (await session.execute(text("select * from orders.sagas"))).one()
        states.append((rung, row.state))

    assert states == [(1, "running")] * 4 + [(1, "stuck"), (0, "stuck")]
    assert (row.failures, row.last_error) == (5, row.last_error)
    assert row.last_error.startswith("DBAPIError: ")
    assert "asha@soko.example" not in row.last_error


# Reading sagas waits for whoever holds the gate: between the snapshot and the lock.
GATE = (
    "create function orders.gate() returns boolean language plpgsql as"
    " $$ begin perform pg_advisory_xact_lock_shared(1); return true; end $$",
    "alter table orders.sagas enable row level security",
    "alter table orders.sagas force row level security",
    "create policy gate on orders.sagas using (orders.gate())",
)


async def test_a_clock_that_was_set_anew_while_it_was_read_does_not_ring(
    shopper: Any, read: Any, open_tx: Any, sessions: Sessions
) -> None:
    order_id = UUID((await shopper.placed())["id"])
    await overdue(sessions)
    async with sessions.begin() as session:
        for statement in GATE:
            await session.execute(text(statement))

    async with open_tx() as tx:
        await tx.session.execute(text("select pg_advisory_xact_lock(1)"))
        clock = asyncio.create_task(run_clocks(open_tx))
        await waits_at_the_gate(sessions)
        begin = Happening(trigger=Trigger.BEGIN, at=utcnow(), cause="test", attempt_id=ATTEMPT)
        await advance_order(await tx.orders.locked(order_id), begin, tx=tx)
    assert await clock == 0

    assert (await read(order_id)).status is OrderStatus.PROCESSING
    async with sessions() as session:
        assert await session.scalar(text("select state from orders.sagas")) == "running"


@pytest.mark.parametrize(
    ("walked", "waits_for", "then"),
    [
        ([Trigger.BEGIN, Trigger.AUTHORIZED], 5, stock.StockCommitted),
        ([Trigger.CANCEL, Trigger.CAPTURED], 25 * 60, paid.RefundSucceeded),
    ],
)
async def test_what_others_owe_a_settled_order_is_watched_too(
    *,
    walked: list[Trigger],
    waits_for: int,
    then: type[Event],
    stored: Any,
    deliver: Any,
    open_tx: Any,
    sessions: Sessions,
) -> None:
    order = await stored(status=OrderStatus.PENDING)
    await walk(open_tx, order.id, *walked, amount=10_000)

    async def saga() -> Any:
        async with sessions() as session:
            return (await session.execute(text("select * from orders.sagas"))).one()

    wait = (await saga()).deadline_at - (await saga()).updated_at
    await overdue(sessions, days=3)
    await run_clocks(open_tx)
    stuck = (await saga()).state
    await deliver(fact(then, order.id))

    assert wait == timedelta(minutes=waits_for)
    assert stuck == "stuck"
    assert (await saga()).state != "stuck"


@pytest.mark.parametrize(("owed", "state"), [(True, "stuck"), (False, "running")])
async def test_a_refund_that_payments_gave_up_is_a_person_s(
    *,
    owed: bool,
    state: str,
    stored: Any,
    deliver: Any,
    read: Any,
    open_tx: Any,
    sessions: Sessions,
) -> None:
    order = await stored(status=OrderStatus.PENDING)
    end = [Trigger.STAFF_CANCEL] if owed else []
    await walk(open_tx, order.id, Trigger.BEGIN, Trigger.CAPTURED, *end, amount=10_000)

    await deliver(fact(paid.RefundFailed, order.id))

    after = await read(order.id)
    assert (after.refund_pending, after.refunded) == (10_000 if owed else 0, 0)
    async with sessions() as session:
        assert await session.scalar(text("select state from orders.sagas")) == state


async def test_the_watchdog_marks_what_is_stuck_and_moves_nothing(
    shopper: Any, read: Any, deliver: Any, open_tx: Any, sessions: Sessions
) -> None:
    order_id = UUID((await shopper.placed())["id"])
    await walk(open_tx, order_id, Trigger.BEGIN)
    await overdue(sessions)

    assert await run_clocks(open_tx) == 1
    assert await run_clocks(open_tx) == 0
    async with sessions() as session:
        stuck = await session.scalar(text("select state from orders.sagas"))
    assert stuck == "stuck"
    assert (await read(order_id)).status is OrderStatus.PROCESSING
    await deliver(fact(paid.PaymentCaptured, order_id, amount=35_000))
    async with sessions() as session:
        assert await session.scalar(text("select state from orders.sagas")) == "running"


async def walk(open_tx: Any, order_id: UUID, *triggers: Trigger, amount: int = 0) -> None:
    for trigger in triggers:
        async with open_tx() as tx:
            order = await tx.orders.locked(order_id)
            happening = Happening(
                trigger=trigger,
                at=await tx.now(),
                cause="test",
                attempt_id=ATTEMPT,
                amount=amount,
            )
            await advance_order(order, happening, tx=tx)


async def overdue(sessions: Sessions, days: int = 1) -> None:
    async with sessions.begin() as session:
        await session.execute(
            text("update orders.sagas set deadline_at = deadline_at - :days * interval '1 day'"),
            {"days": days},
        )


async def waits_at_the_gate(sessions: Sessions) -> None:
    waiting = text("select count(*) from pg_locks where locktype = 'advisory' and not granted")
    async with sessions() as session:
        for _ in range(500):
            if await session.scalar(waiting):
                return
            await asyncio.sleep(0.01)
    raise AssertionError("nobody came to the gate")
