"""Operators find what waits, have it said again, or call it off."""

import json
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text

from common.db import Sessions
from common.ids import new_id
from orders.adapters.saga_lists import show_stuck
from orders.domain.order import AttemptState
from orders.domain.states import OrderStatus, Trigger
from orders.usecases.run_clocks import run_clocks

SAGAS = "/api/v1/admin/sagas"
TOTAL = 35_000


@pytest.fixture
def operator(shoppers: Any) -> Any:
    return shoppers("ops:*")


async def published(sessions: Sessions) -> list[tuple[str, int, dict[str, Any]]]:
    async with sessions() as session:
        rows = await session.execute(
            text("select name, aggregate_version, body from orders.outbox order by seq")
        )
        return [(name, version, json.loads(body)["data"]) for name, version, body in rows]


async def get_stuck(sessions: Sessions, open_tx: Any) -> None:
    async with sessions.begin() as session:
        await session.execute(text("update orders.sagas set deadline_at = now()"))
    await run_clocks(open_tx)


async def state_of(sessions: Sessions, order: dict[str, Any]) -> str:
    async with sessions() as session:
        found = await session.scalar(
            text("select state from orders.sagas where order_id = :id"), {"id": order["id"]}
        )
        return str(found)


async def test_sagas_are_listed_by_state_and_page_by_page(
    shopper: Any, operator: Any, happen: Any, open_tx: Any, sessions: Sessions
) -> None:
    orders = [await shopper.placed() for _ in range(3)]
    await shopper.post(f"/api/v1/orders/{orders[0]['id']}/cancel")
    for order in orders[1:]:
        await happen(order, Trigger.BEGIN, attempt_id=new_id())
    await get_stuck(sessions, open_tx)

    first = (await operator.get(f"{SAGAS}?state=stuck&limit=1&include=total")).json()
    rest = (await operator.get(f"{SAGAS}?state=stuck&cursor={first['next_cursor']}")).json()
    done = (await operator.get(f"{SAGAS}?state=done")).json()
    everything = (await operator.get(SAGAS)).json()
    await show_stuck(sessions)

    assert [one["id"] for one in first["items"] + rest["items"]] == [
        orders[2]["id"],
        orders[1]["id"],
    ]
    assert (first["total"], rest["next_cursor"]) == (2, None)
    [found] = rest["items"]
    assert found["number"] == orders[1]["number"]
    assert (found["order_status"], found["state"]) == ("processing", "stuck")
    assert (found["owed"], found["payment_attempts"]) == (["payments:payment"], 1)
    assert [one["order_id"] for one in done["items"]] == [orders[0]["id"]]
    assert len(everything["items"]) == 3
    assert REGISTRY.get_sample_value("soko_orders_stuck") == 2


async def test_what_operators_may_not_read_or_guess(
    shopper: Any, shoppers: Any, clerk: Any, operator: Any
) -> None:
    order = await shopper.placed()

    for somebody in (shopper, clerk):
        assert (await somebody.get(SAGAS)).status_code == 403
        assert (await somebody.post(f"{SAGAS}/{order['id']}/retry")).status_code == 403
    reader = shoppers("ops:read")
    assert (await reader.get(SAGAS)).status_code == 200
    for verb in ("retry", "compensate"):
        assert (await reader.post(f"{SAGAS}/{order['id']}/{verb}")).status_code == 403
        assert (await operator.post(f"{SAGAS}/{new_id()}/{verb}")).status_code == 404
        path = f"{SAGAS}/{order['id']}/{verb}"
        keyless = await operator.client.post(path, headers=operator.headers)
        assert (keyless.status_code, keyless.json()["code"]) == (400, "idempotency_key_missing")
    assert (await operator.get(f"{SAGAS}?state=lost")).status_code == 400
    assert (await operator.get(f"{SAGAS}?cursor=nonsense")).status_code == 400


async def test_stock_that_was_never_set_aside_is_asked_for_again(
    shopper: Any, operator: Any, happen: Any, open_tx: Any, sessions: Sessions
) -> None:
    order = await shopper.placed()
    await happen(order, Trigger.CAPTURED, attempt_id=new_id(), amount=TOTAL)
    await get_stuck(sessions, open_tx)
    assert await state_of(sessions, order) == "stuck"

    answer = await operator.post(f"{SAGAS}/{order['id']}/retry", key="one")
    replay = await operator.post(f"{SAGAS}/{order['id']}/retry", key="one")

    assert (answer.status_code, answer.json()["version"]) == (200, 4)
    assert replay.json() == answer.json()
    sent = [one for one in await published(sessions) if one[0] != "orders.order_placed.v1"]
    assert [(name, version) for name, version, _ in sent] == [
        ("orders.order_paid.v1", 3),
        ("orders.order_paid.v1", 4),
        ("orders.audit_recorded.v1", 4),
    ]
    assert (sent[2][2]["action"], sent[2][2]["after"]) == (
        "saga.retried",
        {"owed": ["catalog:stock"]},
    )
    assert await state_of(sessions, order) == "running"
    await get_stuck(sessions, open_tx)
    assert await state_of(sessions, order) == "stuck"


async def test_a_refund_is_asked_for_again_in_the_same_words(
    shopper: Any, operator: Any, happen: Any, sessions: Sessions, clerk: Any
) -> None:
    late, cancelled, refused = [await shopper.placed() for _ in range(3)]
    attempt = new_id()
    await happen(late, Trigger.CANCEL)
    await happen(late, Trigger.CAPTURED, attempt_id=attempt, amount=TOTAL)
    await happen(late, Trigger.REFUND_SUCCEEDED, attempt_id=attempt, amount=5_000)
    await happen(cancelled, Trigger.CAPTURED, attempt_id=attempt, amount=TOTAL)
    await clerk.post(f"/api/v1/admin/orders/{cancelled['id']}/cancel", {"reason": "fraud"})
    await happen(refused, Trigger.CAPTURED, attempt_id=attempt, amount=TOTAL)
    await happen(refused, Trigger.STOCK_REFUSED)
    before = len(await published(sessions))

    for order in (late, cancelled, refused):
        assert (await operator.post(f"{SAGAS}/{order['id']}/retry")).status_code == 200

    sent = [one for one in (await published(sessions))[before:] if "audit" not in one[0]]
    assert [
        (name, said["order_id"], said["attempt_id"], said["amount"]["amount"], said["reason"])
        for name, _, said in sent
    ] == [
        ("orders.refund_requested.v1", late["id"], str(attempt), TOTAL - 5_000, "late"),
        ("orders.refund_requested.v1", cancelled["id"], None, TOTAL, "cancelled"),
        ("orders.refund_requested.v1", refused["id"], None, TOTAL, "stock_refused"),
    ]


async def test_a_cancellation_that_was_asked_for_is_said_again(
    shopper: Any, operator: Any, happen: Any, sessions: Sessions
) -> None:
    order = await shopper.placed()
    await happen(order, Trigger.BEGIN, attempt_id=new_id())
    await shopper.post(f"/api/v1/orders/{order['id']}/cancel")

    answer = await operator.post(f"{SAGAS}/{order['id']}/retry")

    assert answer.json()["cancellation"]["state"] == "requested"
    asked = [one for one in await published(sessions) if one[0] == "orders.cancel_requested.v1"]
    assert [version for _, version, _ in asked] == [3, 4]


async def test_where_nothing_is_owed_there_is_nothing_to_say_again(
    shopper: Any, operator: Any
) -> None:
    order = await shopper.placed()
    await shopper.post(f"/api/v1/orders/{order['id']}/cancel")

    answer = await operator.post(f"{SAGAS}/{order['id']}/retry")

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert answer.json()["allowed_actions"] == []


async def test_an_order_that_a_broken_clock_left_is_tried_again(
    shopper: Any, operator: Any, open_tx: Any, sessions: Sessions
) -> None:
    order = await shopper.placed()
    async with sessions.begin() as session:
        await session.execute(
            text("update orders.sagas set state = 'stuck', failures = 5, last_error = 'broken'")
        )
        await session.execute(
            text("update orders.orders set expires_at = now(), version = version + 1")
        )

    await operator.post(f"{SAGAS}/{order['id']}/retry")
    async with sessions() as session:
        row = (await session.execute(text("select * from orders.sagas"))).one()
    rung = await run_clocks(open_tx)

    assert (row.state, row.failures, row.last_error, rung) == ("running", 0, None, 1)


async def test_compensating_is_cancelling_with_all_that_follows(
    shopper: Any, operator: Any, happen: Any, sessions: Sessions
) -> None:
    paid, undecided, shipped = [await shopper.placed() for _ in range(3)]
    for order in (paid, shipped):
        await happen(order, Trigger.CAPTURED, attempt_id=new_id(), amount=TOTAL)
    await happen(shipped, Trigger.STOCK_COMMITTED, Trigger.SHIP)
    await happen(undecided, Trigger.BEGIN, attempt_id=new_id())

    answers = [
        await operator.post(f"{SAGAS}/{order['id']}/compensate", {"reason": "lost at sea"})
        for order in (paid, undecided, shipped)
    ]

    assert [answer.status_code for answer in answers] == [200, 202, 409]
    assert answers[0].json()["status"] == "cancelled"
    assert answers[0].json()["amounts"]["refund_pending"]["amount"] == TOTAL
    assert answers[2].json()["code"] == "order_not_cancellable"
    sent = [name for name, _, said in await published(sessions) if said.get("actor_id")]
    assert sent == ["orders.audit_recorded.v1"] * 2


async def test_stuck_sagas_are_found_without_reading_all(sessions: Sessions) -> None:
    async with sessions() as session:
        await session.execute(text("set local enable_seqscan = off"))
        plan = await session.scalars(
            text(
                "explain select * from orders.sagas join orders.orders on id = order_id"
                " where state = 'stuck' order by order_id desc limit 21"
            )
        )
        assert "sagas_state_order_id_idx" in "\n".join(plan)


async def test_a_retry_waits_for_whoever_holds_the_order(
    store: Any, open_tx: Any, make_order: Any, operator: Any
) -> None:
    order = make_order(status=OrderStatus.SUCCESS, attempt_state=AttemptState.CAPTURED, paid=10_000)
    await store(order)

    answers = [await operator.post(f"{SAGAS}/{order.id}/retry") for _ in range(3)]

    assert [answer.json()["version"] for answer in answers] == [2, 3, 4]
    async with open_tx() as tx:
        assert (await tx.orders.read(UUID(str(order.id)))).version == 4
