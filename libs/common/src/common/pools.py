"""The database connections that a worker holds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from common import db
from common.db import Sessions
from common.probe import DatabaseProbe, probing
from common.settings import ServiceSettings

POOL: Final = 6


@dataclass(frozen=True, slots=True)
class Pools:
    """One worker's ways to its database."""

    sessions: Sessions
    """For handlers and timers."""
    leading: AsyncEngine
    """For the connections that hold locks."""
    probe: DatabaseProbe


@asynccontextmanager
async def opened(settings: ServiceSettings) -> AsyncIterator[Pools]:
    """Open them on first use, and close what was opened."""
    name = f"{settings.service}-worker"
    pool = db.engine(
        settings.database_url,
        application=name,
        pool_size=POOL,
        statement_timeout=timedelta(seconds=10),
        idle_timeout=timedelta(seconds=30),
    )
    leading = db.engine(
        settings.database_url,
        application=f"{name}-lead",
        pool_size=3,
        statement_timeout=timedelta(seconds=15),
        idle_timeout=timedelta(seconds=60),
    )
    probing_as = f"{name}-probe"
    async with probing(settings.database_url, settings.service, application=probing_as) as probe:
        yield Pools(db.sessions(pool), leading, probe)
    await leading.dispose()
    await pool.dispose()
