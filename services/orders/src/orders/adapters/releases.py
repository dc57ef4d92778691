"""Holds of orders that were never placed: owed until catalog has let go of them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from common.db import Sessions
from orders.adapters.tables import OwedReleaseRow


class OwedReleases:
    """The `Releases` port, each call in a short transaction of its own."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def oldest(self, *, limit: int) -> list[UUID]:
        """Return orders whose hold is still to be let go."""
        rows = select(OwedReleaseRow.order_id).order_by(OwedReleaseRow.since).limit(limit)
        async with self._sessions() as session:
            return list(await session.scalars(rows))

    async def done(self, order_id: UUID) -> None:
        """Note that the hold is gone."""
        async with self._sessions.begin() as session:
            await session.execute(delete(OwedReleaseRow).where(OwedReleaseRow.order_id == order_id))


async def owe(session: AsyncSession, order_ids: Collection[UUID]) -> None:
    """Note, in the open transaction, that these orders' holds are to be let go."""
    if order_ids:
        rows = [{"order_id": order_id} for order_id in order_ids]
        await session.execute(insert(OwedReleaseRow).on_conflict_do_nothing(), rows)
