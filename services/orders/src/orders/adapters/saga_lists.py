"""Lists of sagas, newest order first, and how many are stuck."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from prometheus_client import Gauge
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.db import Sessions
from common.pagination import COUNTED_TO, InvalidCursor
from orders.adapters.tables import OrderRow, SagaRow
from orders.domain.saga import SagaState

STUCK: Final = Gauge(
    "soko_orders_stuck", "Orders that wait for something that did not come in time."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSaga:
    """A saga with what its order is called and where it stands."""

    saga: SagaRow
    number: str
    status: str


async def page(
    session: AsyncSession,
    state: SagaState | None,
    *,
    after: Sequence[Any] | None,
    limit: int,
) -> list[ListedSaga]:
    """Return up to `limit` sagas that follow the order with that id."""
    statement = (
        select(SagaRow, OrderRow.number, OrderRow.status)
        .join(OrderRow, OrderRow.id == SagaRow.order_id)
        .order_by(SagaRow.order_id.desc())
        .limit(limit)
    )
    if state is not None:
        statement = statement.where(SagaRow.state == state.value)
    if after is not None:
        statement = statement.where(SagaRow.order_id < _place(after))
    rows = await session.execute(statement)
    return [ListedSaga(saga=saga, number=number, status=status) for saga, number, status in rows]


async def count(session: AsyncSession, state: SagaState | None) -> int:
    """Count the sagas, to one more than is ever told."""
    some = select(SagaRow.order_id).limit(COUNTED_TO + 1)
    if state is not None:
        some = some.where(SagaRow.state == state.value)
    return await session.scalar(select(func.count()).select_from(some.subquery())) or 0


def key(listed: ListedSaga) -> tuple[str]:
    """Return the sort value of a row, for its cursor."""
    return (str(listed.saga.order_id),)


async def show_stuck(sessions: Sessions) -> None:
    """Set the figure of stuck sagas."""
    async with sessions() as session:
        STUCK.set(await count(session, SagaState.STUCK))


def _place(after: Sequence[Any]) -> UUID:
    try:
        (order_id,) = after
        return UUID(order_id)
    except (TypeError, ValueError, AttributeError) as error:
        raise InvalidCursor from error
