"""Lists of orders: read straight from the tables, newest first unless asked otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from common.pagination import COUNTED_TO, InvalidCursor
from orders.adapters import records
from orders.adapters.tables import OrderRow
from orders.domain.order import Order

Sort = Literal["-created_at", "created_at"]

_WILD: Final = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which orders are asked for; None does not narrow."""

    user_id: UUID | None = None
    order_id: UUID | None = None
    status: str | None = None
    payment_status: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    q: str | None = None
    archived: bool | None = None
    sort: Sort = "-created_at"

    @property
    def order(self) -> str:
        """Names the list, so that a cursor of another one is refused."""
        narrowed = (
            self.user_id,
            self.order_id,
            self.status,
            self.payment_status,
            self.created_from,
        )
        return repr((*map(str, narrowed), str(self.created_to), self.q, self.archived, self.sort))


async def page(
    session: AsyncSession, filters: Filters, *, after: Sequence[Any] | None, limit: int
) -> list[Order]:
    """Return up to `limit` orders that follow the row with those sort values."""
    statement = select(OrderRow).where(*_conditions(filters))
    place = tuple_(OrderRow.created_at, OrderRow.id)
    if filters.sort == "created_at":
        statement = statement.order_by(OrderRow.created_at, OrderRow.id)
        if after is not None:
            statement = statement.where(place > _place(after))
    else:
        statement = statement.order_by(OrderRow.created_at.desc(), OrderRow.id.desc())
        if after is not None:
            statement = statement.where(place < _place(after))
    return [
        records.order_of(row, row.lines) for row in await session.scalars(statement.limit(limit))
    ]


async def count(session: AsyncSession, filters: Filters) -> int:
    """Count the orders, to one more than is ever told."""
    some = select(OrderRow.id).where(*_conditions(filters)).limit(COUNTED_TO + 1).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0


def key(order: Order) -> tuple[str, str]:
    """Return the sort values of a row, for its cursor."""
    return order.created_at.isoformat(), str(order.id)


def _place(after: Sequence[Any]) -> Any:
    try:
        created_at, order_id = after
        return tuple_(datetime.fromisoformat(created_at), UUID(order_id))
    except (TypeError, ValueError) as error:
        raise InvalidCursor from error


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    wanted = {
        OrderRow.user_id: filters.user_id,
        OrderRow.id: filters.order_id,
        OrderRow.status: filters.status,
        OrderRow.payment_status: filters.payment_status,
    }
    found: list[ColumnElement[bool]] = [
        column == value for column, value in wanted.items() if value is not None
    ]
    if filters.created_from is not None:
        found.append(OrderRow.created_at >= filters.created_from)
    if filters.created_to is not None:
        found.append(OrderRow.created_at < filters.created_to)
    if filters.archived is not None:
        found.append(OrderRow.archived_at.is_not(None) == filters.archived)
    if filters.q:
        found.append(_matches(filters.q))
    return found


def _matches(words: str) -> ColumnElement[bool]:
    pattern = f"%{words.strip().translate(_WILD)}%"
    return OrderRow.search.ilike(pattern)
