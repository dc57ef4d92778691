"""Counts of failed sign-ins in Postgres, where every process sees them."""

from dataclasses import asdict

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from users.adapters.tables import FailureRow
from users.domain.throttle import Failures


class SqlFailureCounts:
    """The `FailureCounts` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, key: str) -> Failures | None:
        """Return the count, if there is one."""
        row = (
            await self._session.execute(
                select(FailureRow.count, FailureRow.since, FailureRow.last).where(
                    FailureRow.key == key
                )
            )
        ).first()
        return None if row is None else Failures(*row)

    async def locked(self, key: str) -> Failures | None:
        """Return the count, held against other writers, also where there is none yet."""
        await self._session.execute(
            text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key}
        )
        return await self.of(key)

    async def put(self, key: str, failures: Failures) -> None:
        """Store the count."""
        values = asdict(failures)
        await self._session.execute(
            insert(FailureRow)
            .values(key=key, **values)
            .on_conflict_do_update(index_elements=["key"], set_=values)
        )

    async def clear(self, key: str) -> None:
        """Forget the count."""
        await self._session.execute(delete(FailureRow).where(FailureRow.key == key))
