"""A cancellation while a payment is undecided: asked for once, denied by money, done by its end."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from common.clock import utcnow
from common.db import Sessions
from common.events import catalog as stock
from common.events import payments as paid
from common.events.base import Event, MoneyV1
from common.ids import new_id
from common.testing.tokens import Tokens
from common.worker import Plan, receive
from orders.adapters.tables import OutboxRow
from orders.consumers.subscriptions import SUBSCRIPTIONS
from orders.domain.states import Trigger

PATH = "/api/v1/orders"
TOTAL = 35_000


@pytest.fixture
def told(sessions: Sessions, open_tx: Any) -> Callable[..., Awaitable[None]]:
    plan = Plan(SUBSCRIPTIONS, lambda _: open_tx(), OutboxRow)

    async def tell(kind: type[Event], order: dict[str, Any], **facts: Any) -> None:
        about: dict[str, Any] = {
            "occurred_at": utcnow(),
            "aggregate_id": new_id(),
            "aggregate_version": 1,
            "order_id": order["id"],
            "payment_id": new_id(),
            "refund_id": new_id(),
            "provider": "chapa",
            "amount": MoneyV1(amount=facts.pop("amount", TOTAL), currency="KES"),
            "reason": "declined",
            "certain": True,
            "order_version": 1,
            "lines": (),
        }
        await receive(kind.model_validate({**about, **facts}), plan, sessions)

    return tell


@pytest.fixture
def undecided(shopper: Any, happen: Any) -> Callable[[], Awaitable[dict[str, Any]]]:
    """Place an order and begin a payment; `attempt` names it."""

    async def begun() -> dict[str, Any]:
        order: dict[str, Any] = await shopper.placed()
        order["attempt"] = str(new_id())
        await happen(order, Trigger.BEGIN, attempt_id=UUID(order["attempt"]))
        return order

    return begun


async def facts(sessions: Sessions, name: str) -> list[dict[str, Any]]:
    async with sessions() as session:
        bodies = await session.scalars(
            text("select body from orders.outbox where name = :name order by seq"),
            {"name": f"orders.{name}.v1"},
        )
        return [json.loads(body)["data"] for body in bodies]


async def shown(shopper: Any, order: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await shopper.get(f"{PATH}/{order['id']}")).json()
    return found


async def test_cancelling_an_undecided_order_asks_payments_once(
    undecided: Any, shopper: Any, sessions: Sessions
) -> None:
    order = await undecided()
    path = f"{PATH}/{order['id']}/cancel"
    assert (await shown(shopper, order))["allowed_actions"] == ["pay", "cancel"]

    first = await shopper.post(path, {"reason": "changed my mind"}, key="one")
    replay = await shopper.post(path, {"reason": "changed my mind"}, key="one")
    again = await shopper.post(path)

    assert [answer.status_code for answer in (first, replay, again)] == [202] * 3
    assert replay.headers["idempotent-replayed"] == "true"
    body = first.json()
    assert (body["status"], body["version"]) == ("processing", 3)
    assert body["cancellation"]["state"] == "requested"
    assert body["cancellation"]["reason"] == "changed my mind"
    assert body["allowed_actions"] == []
    assert again.json() == replay.json() == body
    [asked] = await facts(sessions, "cancel_requested")
    assert asked["reason"] == "changed my mind"


async def test_parallel_cancellations_ask_once(
    undecided: Any, shopper: Any, sessions: Sessions
) -> None:
    order = await undecided()

    answers = await asyncio.gather(
        *(shopper.post(f"{PATH}/{order['id']}/cancel") for _ in range(6))
    )

    assert {answer.status_code for answer in answers} == {202}
    assert len(await facts(sessions, "cancel_requested")) == 1


@pytest.mark.parametrize("money", [paid.PaymentCaptured, paid.PaymentAuthorized])
async def test_money_that_came_first_denies_it(
    money: type[Event], undecided: Any, shopper: Any, told: Any, sessions: Sessions
) -> None:
    order = await undecided()
    await shopper.post(f"{PATH}/{order['id']}/cancel")

    await told(money, order, attempt_id=order["attempt"])

    after = await shown(shopper, order)
    assert (after["status"], after["cancellation"]["state"]) == ("success", "denied")
    again = await shopper.post(f"{PATH}/{order['id']}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "order_not_cancellable")
    assert await facts(sessions, "order_cancelled") == []


async def test_the_end_of_the_payment_carries_it_out(
    undecided: Any, shopper: Any, told: Any, sessions: Sessions
) -> None:
    order = await undecided()
    await shopper.post(f"{PATH}/{order['id']}/cancel", {"reason": "too slow"})

    await told(paid.PaymentFailed, order, attempt_id=str(new_id()))  # an older attempt's end
    between = await shown(shopper, order)
    await told(paid.PaymentFailed, order, attempt_id=order["attempt"])

    after = await shown(shopper, order)
    assert between["status"] == "processing"
    assert (after["status"], after["cancellation"]["state"]) == ("cancelled", "done")
    assert after["cancellation"]["reason"] == "too slow"
    assert [fact["reason"] for fact in await facts(sessions, "order_cancelled")] == ["too slow"]
    assert await facts(sessions, "order_failed") == []


async def test_nothing_begins_while_a_cancellation_is_asked_for(
    undecided: Any, shopper: Any, client: httpx.AsyncClient, signed: Tokens
) -> None:
    order = await undecided()
    await shopper.post(f"{PATH}/{order['id']}/cancel")

    for attempt in (order["attempt"], new_id()):
        answer = await client.put(
            f"/internal/orders/{order['id']}/attempts/{attempt}",
            json={"provider": "chapa"},
            headers={**shopper.headers, **signed.service("payments", "orders")},
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "order_cancelling")


async def test_refused_stock_asks_for_the_same_and_money_is_given_back(
    undecided: Any, shopper: Any, told: Any, sessions: Sessions
) -> None:
    order = await undecided()

    await told(stock.StockRefused, order)
    await told(stock.StockRefused, order)
    asked = await shown(shopper, order)
    await told(paid.PaymentCaptured, order, attempt_id=order["attempt"])
    await told(stock.StockRefused, order, order_version=4)

    after = await shown(shopper, order)
    assert (asked["status"], asked["cancellation"]["state"]) == ("processing", "requested")
    assert len(await facts(sessions, "cancel_requested")) == 1
    assert (after["status"], after["cancellation"]["reason"]) == ("cancelled", "stock_refused")
    [refund] = await facts(sessions, "refund_requested")
    assert (refund["reason"], refund["attempt_id"]) == ("stock_refused", None)
    assert refund["amount"]["amount"] == TOTAL


async def test_staff_cancel_what_money_saved_before_for_a_reason_of_their_own(
    undecided: Any, shopper: Any, clerk: Any, told: Any, sessions: Sessions
) -> None:
    order = await undecided()
    await shopper.post(f"{PATH}/{order['id']}/cancel", {"reason": "changed my mind"})
    await told(paid.PaymentCaptured, order, attempt_id=order["attempt"])

    answer = await clerk.post(f"/api/v1/admin/orders/{order['id']}/cancel", {"reason": "as agreed"})

    assert answer.status_code == 200
    assert answer.json()["cancellation"]["state"] == "done"
    assert answer.json()["cancellation"]["reason"] == "as agreed"
    [refund] = await facts(sessions, "refund_requested")
    assert refund["reason"] == "cancelled"


async def test_a_cancellation_and_a_capture_that_cross_agree(
    undecided: Any, shopper: Any, told: Any, sessions: Sessions
) -> None:
    for _ in range(8):
        order = await undecided()
        answer, _ = await asyncio.gather(
            shopper.post(f"{PATH}/{order['id']}/cancel"),
            told(paid.PaymentCaptured, order, attempt_id=order["attempt"]),
        )

        after = await shown(shopper, order)
        assert after["status"] == "success"
        if answer.status_code == 202:
            assert after["cancellation"]["state"] == "denied"
        else:
            assert (answer.status_code, after["cancellation"]) == (409, None)


def money(order: dict[str, Any]) -> tuple[int, int, int, int]:
    amounts = order["amounts"]
    paid_, refunded, pending, outstanding = (
        amounts[name]["amount"] for name in ("paid", "refunded", "refund_pending", "outstanding")
    )
    return paid_, refunded, pending, outstanding


async def test_amounts_follow_what_staff_give_back(
    undecided: Any, shopper: Any, clerk: Any, told: Any, sessions: Sessions
) -> None:
    order = await undecided()
    seen = [money(order)]

    async def after(kind: type[Event], **facts_: Any) -> None:
        await told(kind, order, attempt_id=order["attempt"], **facts_)
        seen.append(money(await shown(shopper, order)))

    await after(paid.PaymentCaptured)
    await after(paid.RefundSucceeded, amount=5_000)
    part = await shown(shopper, order)
    await clerk.post(f"/api/v1/admin/orders/{order['id']}/cancel")
    seen.append(money(await shown(shopper, order)))
    await after(paid.RefundFailed, amount=30_000)
    await after(paid.RefundSucceeded, amount=30_000)

    assert seen == [
        (0, 0, 0, TOTAL),
        (TOTAL, 0, 0, 0),
        (TOTAL, 5_000, 0, 0),
        (TOTAL, 5_000, 30_000, 0),
        (TOTAL, 5_000, 30_000, 0),
        (TOTAL, TOTAL, 0, 0),
    ]
    assert part["payment_status"] == "partially_refunded"
    assert (await shown(shopper, order))["payment_status"] == "refunded"
    [refund] = await facts(sessions, "refund_requested")
    assert (refund["amount"]["amount"], refund["reason"]) == (30_000, "cancelled")


@pytest.mark.parametrize(
    "course", list(itertools.permutations(["captured", "refunded"])), ids=" ".join
)
async def test_late_money_and_its_refund_end_alike_in_either_order(
    course: tuple[str, ...], undecided: Any, shopper: Any, told: Any, sessions: Sessions
) -> None:
    order = await undecided()
    await shopper.post(f"{PATH}/{order['id']}/cancel")
    await told(paid.PaymentFailed, order, attempt_id=order["attempt"])
    kinds: dict[str, type[Event]] = {
        "captured": paid.PaymentCaptured,
        "refunded": paid.RefundSucceeded,
    }

    for what in course:
        await told(kinds[what], order, attempt_id=order["attempt"])

    after = await shown(shopper, order)
    assert money(after) == (TOTAL, TOTAL, 0, 0)
    assert (after["status"], after["payment_status"]) == ("cancelled", "refunded")
    asked = await facts(sessions, "refund_requested")
    assert [(one["reason"], one["attempt_id"]) for one in asked] == (
        [("late", order["attempt"])] if course[0] == "captured" else []
    )


async def test_cash_comes_in_parts_by_attempts_of_their_own(
    undecided: Any, shopper: Any, told: Any
) -> None:
    order = await undecided()
    await told(paid.PaymentAuthorized, order, attempt_id=order["attempt"])
    seen = []
    for part in (10_000, 20_000, 5_000):
        await told(paid.PaymentCaptured, order, attempt_id=str(new_id()), amount=part)
        now = await shown(shopper, order)
        seen.append((now["status"], now["payment_status"], money(now)))

    assert seen == [
        ("success", "authorized", (10_000, 0, 0, 25_000)),
        ("success", "authorized", (30_000, 0, 0, 5_000)),
        ("success", "paid", (TOTAL, 0, 0, 0)),
    ]


async def test_the_window_for_another_try_ends_a_day_after_the_order(
    undecided: Any, shopper: Any, told: Any, sessions: Sessions, happen: Any
) -> None:
    young, old = await undecided(), await undecided()
    async with sessions.begin() as session:
        await session.execute(
            text(
                "update orders.orders set created_at = now() - interval '23 hours 50 minutes',"
                " version = version + 1 where id = :id"
            ),
            {"id": old["id"]},
        )

    for order in (young, old):
        await told(paid.PaymentFailed, order, attempt_id=order["attempt"])

    async with sessions() as session:
        rows = await session.execute(
            text(
                "select id::text, expires_at - now() as left, deadline_at = expires_at"
                " from orders.orders join orders.sagas on order_id = id"
            )
        )
        left = {order_id: (time, same) for order_id, time, same in rows}
    assert timedelta(minutes=29) < left[young["id"]][0] <= timedelta(minutes=30)
    assert timedelta(minutes=9) < left[old["id"]][0] <= timedelta(minutes=10)
    assert {same for _, same in left.values()} == {True}
    assert (await shown(shopper, young))["allowed_actions"] == ["pay", "cancel"]


async def test_an_order_is_tried_eight_times_at_most(
    shopper: Any, told: Any, client: httpx.AsyncClient, signed: Tokens
) -> None:
    order = await shopper.placed()

    async def begin() -> httpx.Response:
        attempt = str(new_id())
        answer = await client.put(
            f"/internal/orders/{order['id']}/attempts/{attempt}",
            json={"provider": "chapa"},
            headers={**shopper.headers, **signed.service("payments", "orders")},
        )
        if answer.status_code == 200:
            await told(paid.PaymentFailed, order, attempt_id=attempt)
        return answer

    answers = [await begin() for _ in range(9)]

    assert [answer.status_code for answer in answers] == [200] * 8 + [409]
    assert answers[-1].json()["code"] == "too_many_attempts"
    assert (await shown(shopper, order))["allowed_actions"] == ["cancel"]
