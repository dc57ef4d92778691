"""Lists that every service has a part of, joined into one: page by page, service by service.

What operators look at (outboxes, queues, parked messages) lies with each service. A service
that does not answer is named in the list, so that the others can be seen meanwhile.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import aiohttp
import orjson
from starlette.responses import Response

from common.errors import NotFound, Unavailable
from gateway.exchange import Exchange
from gateway.headers import Introduction
from gateway.proxy import in_words, needs_words
from gateway.routes import Upstream
from gateway.upstream import Services

_ORDER: Final = tuple(Upstream)
_PATIENCE_SECONDS: Final = 2.0
_LIMIT: Final = 20
_SEPARATOR: Final = "."
_PRIVATE: Final = {"cache-control": "private, no-store"}


@dataclass(slots=True)
class _Part:
    """What one service answered."""

    status: int
    body: Any
    refusal: Response | None = None


@dataclass(slots=True)
class _Joined:
    """The page as far as it is filled."""

    limit: int
    items: list[Any] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)
    next_cursor: str | None = None


class Gatherer:
    """Answers for all services at once; the services decide who may ask."""

    def __init__(self, services: Services, introduction: Introduction) -> None:
        self._services = services
        self._introduction = introduction

    async def answer(self, exchange: Exchange) -> None:
        """Join the services' lists, or find the one service that has what is named."""
        if exchange.method == "GET":
            await exchange.respond(await self._list(exchange))
        else:
            await exchange.respond(await self._first(exchange))

    async def _list(self, exchange: Exchange) -> Response:
        asked = dict(parse_qsl(exchange.query.decode("latin-1"), keep_blank_values=True))
        first, cursor = _place(asked.pop("cursor", None))
        joined = _Joined(limit=_wanted(asked))
        for at in range(first, len(_ORDER)):
            room = {} if len(joined.items) == 0 else {"limit": joined.limit - len(joined.items)}
            place = {} if cursor is None else {"cursor": cursor}
            part = await self._ask(_ORDER[at], exchange, {**asked, **room, **place})
            if part is not None and part.refusal is not None:
                return part.refusal
            cursor = None
            if _is_full(joined, part, at):
                break
        document = {
            "items": joined.items,
            "next_cursor": joined.next_cursor,
            "unreachable": joined.unreachable,
            **await self._total(exchange, asked),
        }
        return Response(orjson.dumps(document), media_type="application/json", headers=_PRIVATE)

    async def _first(self, exchange: Exchange) -> Response:
        silent: list[str] = []
        for service in _ORDER:
            part = await self._ask(service, exchange, {})
            if part is None:
                silent.append(service)
            elif part.status != HTTPStatus.NOT_FOUND:
                return part.refusal or Response(
                    orjson.dumps(part.body), part.status, _PRIVATE, "application/json"
                )
        if silent:
            raise Unavailable(f"{', '.join(silent)} did not answer; try again", retry_after=1)
        raise NotFound("no service knows this")

    async def _total(self, exchange: Exchange, asked: Mapping[str, Any]) -> dict[str, Any]:
        if asked.get("include") != "total":
            return {}
        parts = await asyncio.gather(
            *(self._ask(service, exchange, {**asked, "limit": 1}) for service in _ORDER)
        )
        bodies = [part.body for part in parts if part is not None and part.refusal is None]
        return {
            "total": sum(body.get("total") or 0 for body in bodies),
            "total_capped": any(body.get("total_capped") for body in bodies),
        }

    async def _ask(
        self, service: Upstream, exchange: Exchange, query: Mapping[str, Any]
    ) -> _Part | None:
        """Return what the service answers; None when it does not."""
        target = f"{exchange.path}?{urlencode(query)}" if query else exchange.path
        headers = self._introduction.inward(exchange)
        headers.popall("Content-Length", None)  # no body is passed on
        try:
            async with (
                asyncio.timeout(_PATIENCE_SECONDS),
                self._services.call(service, exchange.method, target, headers=headers) as answer,
            ):
                return _read(exchange, answer, await answer.read())
        except (Unavailable, TimeoutError, aiohttp.ClientError, orjson.JSONDecodeError):
            return None


def _is_full(joined: _Joined, part: _Part | None, at: int) -> bool:
    """Add one service's items; tell whether the page ends with them, and where the next begins."""
    if part is None:
        joined.unreachable.append(_ORDER[at])
        return False
    items: Sequence[Any] = part.body.get("items", ())
    joined.items.extend(items)
    further = part.body.get("next_cursor")
    if further is not None:
        joined.next_cursor = f"{_ORDER[at]}{_SEPARATOR}{further}"
        return True
    if len(joined.items) < joined.limit:
        return False
    if at + 1 < len(_ORDER):
        joined.next_cursor = f"{_ORDER[at + 1]}{_SEPARATOR}"
    return True


def _read(exchange: Exchange, answer: aiohttp.ClientResponse, content: bytes) -> _Part | None:
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return None
    if answer.status < HTTPStatus.BAD_REQUEST:
        return _Part(answer.status, orjson.loads(content))
    if needs_words(answer):
        return _Part(answer.status, None, in_words(exchange, answer))
    problem = Response(content, answer.status, media_type=answer.content_type)
    return _Part(answer.status, None, problem)


def _place(cursor: str | None) -> tuple[int, str | None]:
    """Return where a page begins: the service's number and its own cursor."""
    if cursor is None:
        return 0, None
    service, _, inner = cursor.partition(_SEPARATOR)
    if service not in _ORDER:
        return 0, cursor  # none of ours: the service refuses it in its own words
    return _ORDER.index(Upstream(service)), inner or None


def _wanted(asked: Mapping[str, str]) -> int:
    limit = asked.get("limit", "")
    return int(limit) if limit.isascii() and limit.isdecimal() else _LIMIT
