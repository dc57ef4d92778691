"""Being the only one: a Postgres advisory lock that lives and dies with its connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.backoff import delays

STANDBY: Final = 1.0
"""Seconds after which whoever stands by asks again, at most."""


@asynccontextmanager
async def leading(engine: AsyncEngine, what: str) -> AsyncIterator[AsyncConnection]:
    """Wait to be the only one doing `what`; use the connection to notice that it is over."""
    async with engine.connect() as connection:
        try:
            for wait in delays(STANDBY, STANDBY):
                if await _locked(connection, what):
                    break
                await asyncio.sleep(wait)
            yield connection
        finally:
            # Back in the pool, the connection would keep the lock.
            await connection.invalidate()


async def still_connected(connection: AsyncConnection) -> None:
    """Raise if the connection is gone, and the lock with it."""
    async with connection.begin():
        await connection.execute(select(1))


async def _locked(connection: AsyncConnection, what: str) -> bool:
    async with connection.begin():
        return bool(
            await connection.scalar(
                select(func.pg_try_advisory_lock(func.hashtextextended(what, 0)))
            )
        )
