"""Old rows are deleted a little at a time: no statement may run into its time limit."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, inspect, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from common.db import Sessions

CHUNK: Final = 5000
"""Rows that one transaction deletes, at most."""


async def delete_old(
    sessions: Sessions,
    when: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    *,
    older_than: timedelta,
) -> None:
    """Delete the rows of `when`'s table that lie longer back than that."""
    row = when.class_
    key = tuple_(*inspect(row).primary_key)
    old = select(*inspect(row).primary_key).where(when < func.now() - older_than).limit(CHUNK)
    # Each row tells of itself, so that a chunk that is not full says that it was the last.
    chunk = delete(row).where(key.in_(old)).returning(when)
    deleted = CHUNK
    while deleted == CHUNK:
        async with sessions.begin() as session:
            deleted = len((await session.scalars(chunk)).all())
