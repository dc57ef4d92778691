"""Alive, and ready for the fleet: what each service says, asked at most once a second."""

import asyncio
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import aiohttp
import orjson

from common.errors import Unavailable
from common.health import Readiness
from gateway.routes import Upstream
from gateway.upstream import Services

_REMEMBER_SECONDS: Final = 1.0
_ASK_SECONDS: Final = 0.8


class Fleet:
    """The services' own readiness, remembered for a second."""

    def __init__(self, services: Services, own: Readiness) -> None:
        self._services = services
        self._own = own
        self._asked_at = float("-inf")
        self._states: Mapping[str, Any] = {}
        self._lock = asyncio.Lock()
        self.draining = False

    async def readiness(self) -> tuple[HTTPStatus, dict[str, Any]]:
        """Return the gateway's readiness, with the state of every service.

        It stays ready while services are not: taking the door away helps nobody, and each
        service answers 503 for itself.
        """
        async with self._lock:
            if time.monotonic() - self._asked_at > _REMEMBER_SECONDS:
                self._states = await self._ask_all()
                self._asked_at = time.monotonic()
        if self.draining:
            return HTTPStatus.SERVICE_UNAVAILABLE, {"status": "stopping"}
        degraded = [name for name, state in self._states.items() if state["status"] != "ready"]
        degraded += await self._own.missing()
        body = {"status": "ready", "degraded": degraded, "services": dict(self._states)}
        return HTTPStatus.OK, body

    async def _ask_all(self) -> dict[str, Any]:
        states = await asyncio.gather(*(self._ask(name) for name in Upstream))
        return {name.value: state for name, state in zip(Upstream, states, strict=True)}

    async def _ask(self, name: Upstream) -> dict[str, Any]:
        try:
            async with (
                asyncio.timeout(_ASK_SECONDS),
                self._services.call(name, "GET", "/readyz", headers={}, counts=False) as answer,
            ):
                body = orjson.loads(await answer.read())
                ready = answer.status == HTTPStatus.OK
                degraded = body.get("degraded", []) if isinstance(body, dict) else []
        except (Unavailable, aiohttp.ClientError, TimeoutError, ValueError):
            return {"status": "unreachable", "degraded": []}
        return {"status": "ready" if ready else "unready", "degraded": degraded}
