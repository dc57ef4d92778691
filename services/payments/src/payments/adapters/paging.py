"""Pages of tables, newest first, by cursor."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from common.pagination import COUNTED_TO, PageRequest


def paged(
    query: Select[Any], newest: tuple[Any, Any], page: PageRequest, *, order: str
) -> Select[Any]:
    """Return the query of up to a page and one more; `newest` are an instant and the id."""
    after = page.after(order)
    if after is not None:
        instant, row_id = datetime.fromisoformat(after[0]), UUID(after[1])
        query = query.where(tuple_(*newest) < tuple_(instant, row_id))
    return query.order_by(*(column.desc() for column in newest)).limit(page.limit + 1)


async def total(
    session: AsyncSession, row: Any, conditions: Sequence[ColumnElement[bool]], page: PageRequest
) -> int | None:
    """Count what the conditions find, as far as totals are counted; None where nobody asks."""
    if not page.with_total:
        return None
    counted = select(row.id).where(*conditions).limit(COUNTED_TO + 1).subquery()
    return await session.scalar(select(func.count()).select_from(counted)) or 0
