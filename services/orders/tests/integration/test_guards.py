import itertools
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from common.db import Sessions
from common.ids import new_id
from orders.domain.lifecycle import EDGES
from orders.domain.states import OrderStatus


async def move(sessions: Sessions, order_id: Any, status: str, by: int = 1) -> None:
    async with sessions.begin() as session:
        await session.execute(
            text(
                "update orders.orders set status = :status, version = version + :by where id = :id"
            ),
            {"status": status, "by": by, "id": order_id},
        )


@pytest.fixture
def stored(store: Any, make_order: Any) -> Any:
    async def made(**changes: Any) -> Any:
        return await store(make_order(**changes))

    return made


async def test_the_database_walks_only_the_tables_edges(sessions: Sessions, stored: Any) -> None:
    for start, end in itertools.product(OrderStatus, repeat=2):
        order = await stored(status=start)
        if end is start or (start, end) in EDGES:
            await move(sessions, order.id, end.value)
        else:
            with pytest.raises(DBAPIError, match="illegal transition"):
                await move(sessions, order.id, end.value)


async def test_the_version_advances_by_exactly_one(sessions: Sessions, stored: Any) -> None:
    order = await stored()

    for by in (0, 2, -1):
        with pytest.raises(DBAPIError, match="version must advance by 1"):
            await move(sessions, order.id, "pending", by)


async def test_the_databases_edges_are_the_domains(sessions: Sessions) -> None:
    async with sessions() as session:
        rows = await session.execute(text("select from_status, to_status from orders.order_edges"))

    assert {tuple(row) for row in rows} == {(start.value, end.value) for start, end in EDGES}


async def test_history_is_never_rewritten(sessions: Sessions, shopper: Any) -> None:
    await shopper.placed()

    with pytest.raises(DBAPIError, match="append-only"):
        async with sessions.begin() as session:
            await session.execute(text("update orders.order_history set cause = 'nobody'"))


UNSOUND = [
    "paid = -1",
    "refunded = -1",
    "refund_pending = 1",
    "paid = 2, refunded = 1, refund_pending = 2",
    "total = total + 1",
    "status = 'processing', expires_at = now()",
]


async def test_money_and_clocks_are_checked(sessions: Sessions, stored: Any) -> None:
    await stored()

    for change in UNSOUND:
        statement = f"update orders.orders set version = version + 1, {change}"  # noqa: S608
        with pytest.raises(DBAPIError, match="violates check constraint"):
            async with sessions.begin() as session:
                await session.execute(text(statement))


async def test_an_order_comes_back_as_it_was_stored(
    store: Any, open_tx: Any, make_line: Any, make_order: Any
) -> None:
    lines = [make_line(100, n) for n in range(1, 4)]
    order = make_order(*lines, status=OrderStatus.SUCCESS, notes="n", attempt_id=new_id())
    await store(order)

    async with open_tx() as tx:
        assert await tx.orders.read(order.id) == order
