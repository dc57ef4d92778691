"""Asks the database whether it answers in time, and whether its schema is one we can work on.

On a connection of its own: a pool that is busy is no reason to take the process away.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import asyncpg

from common.health import Remembered

LIMIT: Final = 0.5
"""Seconds within which the database must answer."""


class DatabaseProbe:
    """What `/readyz` knows of the database, at most a second old."""

    def __init__(self, url: str, service: str, *, application: str) -> None:
        self._dsn = url.replace("+asyncpg", "", 1)
        self._application = application
        self._query = f"select version_num from {service}.alembic_version"  # noqa: S608  our own name
        self._newest = newest_revision(service)
        self._connection: asyncpg.Connection | None = None
        self._found: int | None = None
        self.serves = Remembered(self._serves)

    async def is_ours(self) -> bool:
        """Whether the schema is our version's, not already the next one's."""
        await self.serves()
        return self._found is None or not self._newest or self._found <= self._newest

    def close(self) -> None:
        """Drop the connection."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def _serves(self) -> bool:
        try:
            async with asyncio.timeout(LIMIT):
                found = await self._revision()
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError):
            self._found = None
            self.close()
            return False
        self._found = found
        # A version runs on its own schema and on the next one's, never on one that lacks a part.
        return found is not None and found >= self._newest

    async def _revision(self) -> int | None:
        if self._connection is None:
            self._connection = await asyncpg.connect(
                self._dsn, server_settings={"application_name": self._application}
            )
        found = await self._connection.fetchval(self._query)
        return None if found is None else int(found)


@asynccontextmanager
async def probing(url: str, service: str, *, application: str) -> AsyncIterator[DatabaseProbe]:
    """Give the probe and close its connection in the end."""
    probe = DatabaseProbe(url, service, application=application)
    try:
        yield probe
    finally:
        probe.close()


def newest_revision(service: str) -> int:
    """Return the number of the newest migration in the service's package; 0 where it has none."""
    try:
        spec = find_spec(f"{service}.migrations")
    except ModuleNotFoundError:
        return 0
    if spec is None or spec.origin is None:
        return 0
    files = (Path(spec.origin).parent / "versions").glob("[0-9]*_*.py")
    return max((int(file.name.partition("_")[0]) for file in files), default=0)
