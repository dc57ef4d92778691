"""Health of a process: ready, leaving, and what it does without meanwhile.

A need that fails takes the process out of service; what it can do without only shows. Deep
checks that fail everywhere at once would take the whole fleet away, so needs are few.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from prometheus_client import Gauge
from pydantic import SecretStr
from starlette.responses import JSONResponse

_REMEMBER_SECONDS: Final = 1.0
_CONNECT_SECONDS: Final = 0.3
_BROKER_PORT: Final = 5672
_REDIS_PORT: Final = 6379

READY: Final = Gauge("soko_ready", "Whether the process said so when it was last asked.")
DEGRADED: Final = Gauge("soko_degraded", "What the process does without: 1 is missing.", ("what",))

Check = Callable[[], Awaitable[bool]]


class Remembered:
    """A check whose outcome is kept for a second: many probes cost what one costs."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._checked_at = float("-inf")
        self._outcome = False
        self._asking = asyncio.Lock()

    async def __call__(self) -> bool:
        """Return the outcome, at most a second old."""
        async with self._asking:
            if time.monotonic() - self._checked_at > _REMEMBER_SECONDS:
                self._outcome = await self._check()
                self._checked_at = time.monotonic()
        return self._outcome


class Readiness:
    """Whether a process can serve now."""

    def __init__(
        self, needs: Mapping[str, Check] | None = None, without: Mapping[str, Check] | None = None
    ) -> None:
        self._needs = dict(needs or {})
        self.without = dict(without or {})
        """What it goes on without; more may be added while it starts."""
        self._leaving = False

    def leave(self) -> None:
        """Say no from now on: the process is about to end."""
        self._leaving = True

    async def __call__(self) -> bool:
        """Whether it can serve."""
        return not self._leaving and not await _failing(self._needs)

    async def missing(self) -> list[str]:
        """Return what it goes on without at the moment."""
        missing = await _failing(self.without)
        for name in self.without:
            DEGRADED.labels(name).set(name in missing)
        return missing

    async def answer(self) -> JSONResponse:
        """Answer a probe: 200 or 503, what fails, and what is missing but can be done without."""
        failing, degraded = await asyncio.gather(_failing(self._needs), self.missing())
        READY.set(not failing and not self._leaving)
        status = "stopping" if self._leaving else "unready" if failing else "ready"
        body = {"status": status, "failing": failing, "degraded": degraded}
        is_ready = status == "ready"
        return JSONResponse(body, HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)


def shared_store(url: SecretStr | None) -> dict[str, Check]:
    """Check that the store that instances share is there, if there is to be one."""
    if url is None:
        return {}
    return {"redis": listening(url.get_secret_value(), default_port=_REDIS_PORT)}


def listening(url: str, *, default_port: int = _BROKER_PORT) -> Remembered:
    """Check that something accepts connections at the URL's host and port."""
    parts = urlsplit(url)

    async def check() -> bool:
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                _, writer = await asyncio.open_connection(
                    parts.hostname, parts.port or default_port
                )
            writer.close()
        except OSError:
            return False
        return True

    return Remembered(check)


async def _failing(checks: Mapping[str, Check]) -> list[str]:
    outcomes = await asyncio.gather(*(check() for check in checks.values()))
    return [name for name, passed in zip(checks, outcomes, strict=True) if not passed]
