"""Health of a process: alive, ready, and what is degraded meanwhile."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from common.db import Sessions

_REMEMBER_SECONDS: Final = 1.0
_DATABASE_SECONDS: Final = 0.5
_BROKER_SECONDS: Final = 0.3

Check = Callable[[], Awaitable[bool]]


class Remembered:
    """A check whose outcome is kept for a second, so that probes cost nothing."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._checked_at = float("-inf")
        self._outcome = False

    async def __call__(self) -> bool:
        """Return the outcome, at most a second old."""
        if time.monotonic() - self._checked_at > _REMEMBER_SECONDS:
            self._outcome = await self._check()
            self._checked_at = time.monotonic()
        return self._outcome


def migrated(sessions: Sessions, schema: str) -> Remembered:
    """Check that the database answers within half a second and has the service's schema."""

    async def check() -> bool:
        try:
            async with asyncio.timeout(_DATABASE_SECONDS), sessions() as session:
                version = text(f"select version_num from {schema}.alembic_version")  # noqa: S608
                return await session.scalar(version) is not None
        except (SQLAlchemyError, OSError):
            return False

    return Remembered(check)


def listening(url: str) -> Remembered:
    """Check that something accepts connections at the URL's host and port."""
    parts = urlsplit(url)

    async def check() -> bool:
        try:
            async with asyncio.timeout(_BROKER_SECONDS):
                _, writer = await asyncio.open_connection(parts.hostname, parts.port or 5672)
            writer.close()
        except OSError:
            return False
        return True

    return Remembered(check)
