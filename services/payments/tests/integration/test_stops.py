import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from common import db
from common.events.orders import CancelRequested, OrderCancelled, OrderFact
from common.ids import new_id
from common.worker import Plan, receive
from payments.adapters.tables import OutboxRow
from payments.adapters.tx import open_tx
from payments.consumers.subscriptions import SUBSCRIPTIONS
from payments.domain.provider import Flow, Standing
from payments.usecases.look_after import poll_due

PLAN = Plan(SUBSCRIPTIONS, open_tx, OutboxRow)
ROUNDS = 12


async def hear(
    kind: type[OrderFact], order_id: Any, sessions: db.Sessions, version: int = 5
) -> None:
    more = {"lines": ()} if kind is OrderCancelled else {}
    fact = kind(
        occurred_at=datetime.now(UTC),
        aggregate_id=UUID(str(order_id)),
        aggregate_version=version,
        order_id=UUID(str(order_id)),
        number="S-100",
        reason="customer",
        **more,
    )
    await receive(fact, PLAN, sessions)


async def due(shop: Any) -> None:
    """Let the poller look at what is due, and at nothing else."""
    await poll_due(shop.world)


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to that")


async def record(shop: Any, order_id: Any, amount: int = 45_000) -> Any:
    return await shop.http.post(
        "/api/v1/admin/payments",
        json={
            "order_id": str(order_id),
            "provider": "cash",
            "amount": {"amount": amount, "currency": "ETB"},
        },
        headers={**shop.bearer(new_id(), "payments:*"), "idempotency-key": str(new_id())},
    )


async def test_a_cancel_that_is_asked_for_stops_the_payment(
    shop: Any, sessions: db.Sessions
) -> None:
    card = await shop.offer("card", Flow.REDIRECT, voidable=True)
    started = await shop.begun(provider="card")

    await hear(CancelRequested, started["order_id"], sessions)
    marked = await shop.attempt(started)
    again = await shop.pay(started["order_id"], provider="card")
    other = await shop.pay(started["order_id"], provider="chapa")

    assert card.calls == ["begin"], "no provider is called while a message is worked on"
    assert marked["status"] == "pending"
    assert marked["next_action"]["type"] == "wait"
    assert "url" not in marked["next_action"]
    assert {again.json()["code"], other.json()["code"]} == {"order_cancelling"}

    await due(shop)

    assert card.calls == ["begin", "ask", "void", "ask"]
    assert (await shop.attempt(started))["status"] == "cancelled"
    [failed] = await shop.facts("payment_failed")
    assert (failed["attempt_id"], failed["reason"]) == (started["attempt_id"], "voided")
    assert failed["certain"] is True


async def test_money_that_came_first_wins_over_a_cancel(shop: Any, sessions: db.Sessions) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "approve")

    await hear(CancelRequested, started["order_id"], sessions)
    await due(shop)

    assert (await shop.attempt(started))["status"] == "success"
    assert len(await shop.facts("payment_captured")) == 1
    assert await shop.facts("payment_failed") == []


@pytest.mark.parametrize("paid", [True, False])
async def test_a_prompt_is_waited_for(shop: Any, sessions: db.Sessions, paid: bool) -> None:
    phone = await shop.offer("phone", Flow.PROMPT, voidable=False)
    started = await shop.begun(provider="phone")

    await hear(CancelRequested, started["order_id"], sessions)
    for _ in range(3):
        await shop.poll()
    assert (await shop.attempt(started))["status"] == "pending"
    assert "void" not in phone.calls
    if paid:
        phone.pay(started["reference"])
    await shop.sql("update payments.attempts set deadline_at = now()")
    await shop.poll()

    assert (await shop.attempt(started))["status"] == ("success" if paid else "failed")
    assert await shop.facts() == [
        "attempt_begun",
        "payment_captured" if paid else "payment_failed",
    ]


async def test_a_stop_whose_answer_is_lost_is_made_again(shop: Any, sessions: db.Sessions) -> None:
    card = await shop.offer("card", Flow.REDIRECT, voidable=True)
    started = await shop.begun(provider="card")
    await hear(CancelRequested, started["order_id"], sessions)
    for silent in ("ask", "void"):
        card.silent = {silent}
        await shop.poll()
        assert (await shop.attempt(started))["status"] == "pending"
    card.silent = set()

    await shop.poll()

    assert (await shop.attempt(started))["status"] == "cancelled"
    assert card.calls.count("void") == 2
    assert len(await shop.facts("payment_failed")) == 1


async def test_an_order_that_is_to_be_cancelled_is_not_sent_to_its_provider(
    shop: Any, sessions: db.Sessions
) -> None:
    card = await shop.offer("card", Flow.REDIRECT, voidable=True)
    order_id, shop.orders.gate = shop.place(), asyncio.Event()

    paying = asyncio.create_task(shop.pay(order_id, provider="card"))
    await until(lambda: len(shop.orders.asked) == 1)
    await hear(CancelRequested, order_id, sessions)
    shop.orders.gate.set()
    answer = await paying

    assert (answer.status_code, answer.json()["code"]) == (409, "order_cancelling")
    assert card.calls == []
    assert await shop.facts() == ["payment_failed"]
    [row] = await shop.sql("select status, begun_at from payments.attempts")
    assert (row["status"], row["begun_at"]) == ("failed", None)


async def test_a_cancel_during_the_call_to_the_provider_closes_what_it_opens(
    shop: Any, sessions: db.Sessions
) -> None:
    card = await shop.offer("card", Flow.REDIRECT, voidable=True)
    order_id, card.gate = shop.place(), asyncio.Event()

    paying = asyncio.create_task(shop.pay(order_id, provider="card"))
    await until(lambda: card.calls == ["begin"])
    await hear(CancelRequested, order_id, sessions)
    card.gate.set()
    started = (await paying).json()
    await due(shop)

    assert started["next_action"]["type"] == "wait"
    assert card.calls == ["begin", "ask", "void", "ask"]
    assert (await shop.attempt(started))["status"] == "cancelled"


async def test_a_page_that_opens_after_its_attempt_was_ended_is_closed(shop: Any) -> None:
    card = await shop.offer("card", Flow.REDIRECT, voidable=True)
    order_id, card.gate = shop.place(), asyncio.Event()
    paying = asyncio.create_task(shop.pay(order_id, provider="card"))
    await until(lambda: card.calls == ["begin"])
    card.standings.clear()
    await shop.complete()
    card.gate.set()
    started = (await paying).json()
    card.standings[started["reference"]] = Standing.PENDING

    assert started["status"] == "failed"
    await due(shop)

    assert card.calls == ["begin", "ask", "ask", "void", "ask"]


async def test_a_cancelled_order_has_its_ended_pages_closed_at_once(
    shop: Any, sessions: db.Sessions
) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "decline")
    await shop.refresh(started["id"])

    await due(shop)
    await hear(OrderCancelled, started["order_id"], sessions)
    await due(shop)

    late = await shop.chapa.post(
        f"/control/transactions/chapa/{started['reference']}/decision",
        json={"outcome": "approve"},
    )
    assert late.status_code == 409
    assert (await shop.payment(started["id"]))["status"] == "cancelled"


async def test_a_second_card_on_the_same_page_is_good_for_ten_seconds(shop: Any) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "decline")
    await shop.refresh(started["id"])
    [row] = await shop.sql("select next_ask_at - now() as waits, closed_at from payments.attempts")
    assert 8 < row["waits"].total_seconds() <= 10

    for _ in range(2):
        await shop.refresh(started["id"])
    await due(shop)
    [row] = await shop.sql("select closed_at from payments.attempts")
    assert row["closed_at"] is None

    await shop.poll()
    [row] = await shop.sql("select closed_at from payments.attempts")
    assert row["closed_at"] is not None
    assert (await shop.attempt(started))["status"] == "failed"


async def test_the_next_attempt_has_the_ended_page_closed_at_once(shop: Any) -> None:
    started = await shop.begun()
    await shop.decide(started["reference"], "decline")
    await shop.refresh(started["id"])

    await shop.pay(started["order_id"])
    await due(shop)

    rows = await shop.sql("select closed_at from payments.attempts order by created_at")
    assert [row["closed_at"] is not None for row in rows] == [True, False]


async def test_a_deadline_closes_the_page(shop: Any) -> None:
    card = await shop.offer("card", Flow.REDIRECT, voidable=True)
    started = await shop.begun(provider="card")
    await shop.sql("update payments.attempts set deadline_at = now()")

    await shop.poll()

    assert card.calls == ["begin", "ask", "void", "ask"]
    assert (await shop.attempt(started))["failure"]["code"] == "expired"


async def test_what_was_promised_for_a_cancelled_order_is_withdrawn(
    shop: Any, sessions: db.Sessions
) -> None:
    started = await shop.begun(provider="cash")

    await hear(OrderCancelled, started["order_id"], sessions)
    refused = await record(shop, started["order_id"])

    payment = await shop.payment(started["id"])
    assert payment["status"] == "cancelled"
    assert [one["status"] for one in payment["attempts"]] == ["cancelled"]
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_outstanding")
    assert await shop.facts() == ["attempt_begun", "payment_authorized"]


async def test_cash_beside_a_page_that_stays_open_is_collected_once(shop: Any) -> None:
    page = await shop.offer("page", Flow.REDIRECT, voidable=False)
    first = await shop.begun(provider="page")
    await shop.pay(first["order_id"], provider="cash")

    page.pay(first["reference"])
    await shop.poll()
    refused = await record(shop, first["order_id"])

    payment = await shop.payment(first["id"])
    assert [one["status"] for one in payment["attempts"]] == ["success", "authorized"]
    assert payment["captured"] == {"amount": 45_000, "currency": "ETB"}
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_outstanding")
    assert await shop.count("captures") == 1


async def test_a_page_paid_after_the_cash_was_recorded_is_a_surplus(shop: Any) -> None:
    page = await shop.offer("page", Flow.REDIRECT, voidable=False)
    first = await shop.begun(provider="page")
    await shop.pay(first["order_id"], provider="cash")
    await record(shop, first["order_id"], 20_000)

    page.pay(first["reference"])
    await shop.poll()

    payment = await shop.payment(first["id"])
    assert payment["captured"]["amount"] == 20_000
    assert [fact["amount"]["amount"] for fact in await shop.facts("payment_captured")] == [20_000]


async def test_a_cancel_and_a_capture_that_race_end_one_way(
    shop: Any, sessions: db.Sessions
) -> None:
    for round_ in range(ROUNDS):
        started = await shop.begun()
        order_id, reference = started["order_id"], started["reference"]
        moves = [
            hear(CancelRequested, order_id, sessions),
            shop.chapa.post(
                f"/control/transactions/chapa/{reference}/decision", json={"outcome": "approve"}
            ),
            shop.poll(),
            shop.poll(),
            shop.webhook(shop.event(reference)),
        ]
        await asyncio.gather(*(moves[(round_ + shift) % len(moves)] for shift in range(len(moves))))
        await asyncio.gather(shop.poll(), shop.work())
        await shop.poll()

        status = (await shop.attempt(started))["status"]
        told = [
            name
            for name in ("payment_captured", "payment_failed")
            for fact in await shop.facts(name)
            if fact["attempt_id"] == started["attempt_id"]
        ]
        assert (status, told) in [
            ("success", ["payment_captured"]),
            ("cancelled", ["payment_failed"]),
        ]


async def test_a_cancel_that_races_with_the_beginning_leaves_nothing_open(
    shop: Any, sessions: db.Sessions
) -> None:
    card = await shop.offer("card", Flow.REDIRECT, voidable=True)
    for _ in range(ROUNDS):
        order_id = shop.place()
        await asyncio.gather(
            shop.pay(order_id, provider="card"), hear(CancelRequested, order_id, sessions)
        )
        await shop.poll()

    rows = await shop.sql(
        "select a.status, a.begun_at, a.closed_at, p.order_note"
        " from payments.attempts a join payments.payments p on p.id = a.payment_id"
    )
    # Where the news came before the payment was stored, orders would have refused the attempt.
    stopped = [row for row in rows if row["order_note"] == "cancel_requested"]
    assert {row["status"] for row in stopped} <= {"cancelled", "failed"}
    assert all(row["begun_at"] is None or row["closed_at"] for row in stopped)
    assert len(card.standings) == sum(row["begun_at"] is not None for row in rows)


async def test_a_stop_waits_for_whoever_decides(shop: Any, sessions: db.Sessions) -> None:
    started = await shop.begun()
    blocker = await asyncpg.connect(shop.dsn)
    try:
        async with blocker.transaction():
            await blocker.execute("select from payments.payments for update")
            hearing = asyncio.create_task(hear(CancelRequested, started["order_id"], sessions))
            done, _ = await asyncio.wait({hearing}, timeout=0.2)
            assert not done
    finally:
        await blocker.close()
    await hearing
    assert (await shop.attempt(started))["next_action"]["type"] == "wait"


async def act(shop: Any, started: Any, action: str, **body: Any) -> Any:
    return await shop.http.post(
        f"/api/v1/admin/payments/{started['id']}/{action}",
        headers={**shop.bearer(new_id(), "payments:*"), "idempotency-key": str(new_id())},
        **body,
    )


async def test_staff_stop_a_payment(shop: Any) -> None:
    card = await shop.offer("card", Flow.REDIRECT, voidable=True)
    started = await shop.begun(provider="card")

    stopped = await act(shop, started, "void")
    again = await act(shop, started, "void")

    assert stopped.status_code == 200
    assert [one["status"] for one in stopped.json()["attempts"]] == ["cancelled"]
    assert stopped.json()["status"] == "failed"
    assert card.calls == ["begin", "ask", "void", "ask"]
    assert (again.status_code, again.json()["code"]) == (409, "illegal_transition")
    assert await shop.facts() == ["attempt_begun", "audit_recorded", "payment_failed"]
    assert (await shop.pay(started["order_id"])).status_code == 201


async def test_staff_stop_a_prompt_when_it_lapses_and_lose_to_money(shop: Any) -> None:
    phone = await shop.offer("phone", Flow.PROMPT, voidable=False)
    asked = await shop.begun(provider="phone")
    paid = await shop.begun()
    await shop.decide(paid["reference"], "approve")

    waiting = await act(shop, asked, "void")
    late = await act(shop, paid, "void")
    again = await shop.pay(asked["order_id"], provider="phone")

    assert [one["status"] for one in waiting.json()["attempts"]] == ["pending"]
    assert waiting.json()["attempts"][0]["next_action"]["type"] == "wait"
    assert late.json()["status"] == "success"
    assert (again.status_code, again.json()["code"]) == (409, "payment_in_progress")
    assert phone.calls == ["begin", "ask"]


async def test_promised_cash_is_captured_but_not_voided(shop: Any) -> None:
    started = await shop.begun(provider="cash")

    voided = await act(shop, started, "void")
    part = await act(
        shop, started, "capture", json={"amount": {"amount": 20_000, "currency": "ETB"}}
    )
    rest = await act(shop, started, "capture", json={})
    more = await act(shop, started, "capture", json={})

    assert (voided.status_code, voided.json()["code"]) == (409, "illegal_transition")
    assert part.json()["outstanding"]["amount"] == 25_000
    assert (rest.status_code, rest.json()["status"]) == (201, "success")
    assert (more.status_code, more.json()["code"]) == (409, "nothing_outstanding")
    assert await shop.count("captures") == 2


async def test_what_was_not_promised_is_not_captured(shop: Any) -> None:
    started = await shop.begun()

    refused = await act(shop, started, "capture", json={})
    nowhere = await act(shop, {"id": new_id()}, "capture", json={})

    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_transition")
    assert nowhere.status_code == 404
