"""The merged API document: fetched from the services, kept, renewed when one returns."""

import asyncio
import time
from typing import Any, Final

import aiohttp
import orjson

from common import logs
from common.errors import Unavailable
from gateway.matching import Table
from gateway.merging import Document, merge
from gateway.routes import Upstream
from gateway.upstream import Services

_COMPLETE_SECONDS: Final = 30.0
_PARTIAL_SECONDS: Final = 1.0
_FETCH_SECONDS: Final = 3.0

log = logs.logger("reference")


class Reference:
    """The document; a service that is away keeps the chapter it had."""

    def __init__(self, services: Services, table: Table, *, server: str) -> None:
        self._services = services
        self._table = table
        self._server = server
        self._chapters: dict[str, Document] = {}
        self._body = b""
        self._stale_at = float("-inf")
        self._lock = asyncio.Lock()

    async def body(self) -> bytes:
        """Return the document as JSON."""
        async with self._lock:
            if time.monotonic() >= self._stale_at:
                await self._renew()
        return self._body

    async def _renew(self) -> None:
        fetched = await asyncio.gather(*(self._fetch(name) for name in Upstream))
        found: dict[str, Document] = {
            name: chapter for name, chapter in zip(Upstream, fetched, strict=True) if chapter
        }
        self._chapters.update(found)
        self._body = orjson.dumps(merge(self._chapters, self._table, server=self._server))
        lasts = _COMPLETE_SECONDS if len(found) == len(Upstream) else _PARTIAL_SECONDS
        self._stale_at = time.monotonic() + lasts

    async def _fetch(self, name: Upstream) -> Document | None:
        try:
            async with (
                asyncio.timeout(_FETCH_SECONDS),
                self._services.call(
                    name, "GET", "/openapi.json", headers={}, counts=False
                ) as answer,
            ):
                document: Any = orjson.loads(await answer.read())
        except (Unavailable, aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("a service's document is missing", upstream=name, error=repr(error))
            return None
        return document if isinstance(document, dict) else None
