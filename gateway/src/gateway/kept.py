"""Public catalog answers, from the cache where it has them."""

import asyncio
import time
from http import HTTPStatus
from typing import Final

import aiohttp

from gateway.access import CACHE
from gateway.cache import Answer, Cache, Entry, key_of, matches
from gateway.exchange import Exchange, Headers
from gateway.headers import Introduction, outward
from gateway.proxy import in_words, needs_words, target
from gateway.routes import Route
from gateway.upstream import Services

_HIT: Final = CACHE.labels("hit")
_MISS: Final = CACHE.labels("miss")


class Kept:
    """Answers from the cache, and fills it."""

    def __init__(self, cache: Cache, services: Services, introduction: Introduction) -> None:
        self._cache = cache
        self._services = services
        self._introduction = introduction

    async def answer(self, exchange: Exchange, route: Route) -> None:
        """Answer a public GET; what many ask at once is asked of the service once."""
        key = key_of(exchange.path, exchange.query)
        # Looked up here and not by `find`: another call is a tenth of what a kept answer takes.
        entry = self._cache.get(key)
        if entry is not None:
            _HIT.inc()
            await _send(exchange, entry)
            return
        found = await self._fill(key, exchange, route, target(exchange))
        if isinstance(found, Entry):
            await _send(exchange, found)
        else:
            await exchange.whole(found.status, found.headers, found.body)

    async def find(
        self, exchange: Exchange, route: Route, path: str, query: bytes
    ) -> Answer | Entry:
        """Return what is kept for a public path, or what its service answers."""
        key = key_of(path, query)
        entry = self._cache.get(key)
        if entry is not None:
            _HIT.inc()
            return entry
        asked = f"{path}?{query.decode('latin-1')}" if query else path
        return await self._fill(key, exchange, route, asked)

    async def _fill(
        self, key: bytes, exchange: Exchange, route: Route, asked: str
    ) -> Answer | Entry:
        _MISS.inc()

        async def fetch() -> Answer:
            return await self._fetch(exchange, route, asked)

        is_list = not route.template.endswith("}")
        return await self._cache.fetch(key, fetch, is_list=is_list)

    async def _fetch(self, exchange: Exchange, route: Route, asked: str) -> Answer:
        try:
            async with (
                asyncio.timeout(route.deadline),
                self._services.call(
                    route.upstream,
                    "GET",
                    asked,
                    headers=self._introduction.alone(exchange),
                ) as answer,
            ):
                if needs_words(answer):
                    said = in_words(exchange, answer)
                    return Answer(said.status_code, said.raw_headers, bytes(said.body))
                body = await answer.read()
                return Answer(answer.status, _whole(answer, len(body)), body)
        except (TimeoutError, aiohttp.ClientError) as error:
            raise self._services.failed(route.upstream, error) from error


async def _send(exchange: Exchange, entry: Entry) -> None:
    age = entry.age(time.monotonic())
    held = exchange.given.get(b"if-none-match")
    if held is not None and matches(entry.etag, held):
        await exchange.whole(HTTPStatus.NOT_MODIFIED, entry.unchanged[age], b"")
    else:
        await exchange.whole(HTTPStatus.OK, entry.whole[age], entry.body)


def _whole(answer: aiohttp.ClientResponse, size: int) -> Headers:
    """Return the headers of an answer that came in pieces and goes as one."""
    headers = outward(answer.raw_headers, connection=answer.headers.get("Connection"))
    kept = [(name, value) for name, value in headers if name != b"content-length"]
    return [*kept, (b"content-length", b"%d" % size)]
