"""Passes a request to its service and the answer back, a piece at a time, both ways."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import aiohttp
from starlette.responses import Response
from starlette.types import Receive

from common import crash, logs, problems
from gateway.exchange import Exchange
from gateway.headers import Introduction, media_type, outward
from gateway.inbound import Inbound
from gateway.routes import Route
from gateway.upstream import Services

EVENT_STREAM: Final = "text/event-stream"
_READS: Final = {"GET", "HEAD"}
_LAST_STREAM: Final = 0.5
# What a service's server says by itself, before any of its own code could name the problem.
_NAMED: Final[Mapping[int, tuple[str, str]]] = {
    400: ("malformed_request", "the request cannot be read"),
    404: ("not_found", "there is nothing at this address"),
    413: ("payload_too_large", "the body is larger than this address takes"),
    503: ("unavailable", "the service cannot answer now; try again"),
}

log = logs.logger("proxy")


class CutOff(Exception):
    """The answer broke off after it had begun: the connection is all that can be closed."""


class Proxy:
    """Forwards exchanges; knows nothing of caches, limits or callers."""

    def __init__(self, services: Services, introduction: Introduction) -> None:
        self._services = services
        self._introduction = introduction
        self._streams: set[asyncio.Timeout] = set()
        self._draining = False

    async def forward(self, exchange: Exchange, route: Route, receive: Receive) -> None:
        """Let the route's service answer. Raises problems, `ClientGone` and `CutOff`."""
        async with Inbound(exchange, receive, limit=route.body_limit) as inbound:
            try:
                async with asyncio.timeout(route.deadline) as deadline:
                    await self._pass_on(exchange, route, inbound, deadline)
            except (TimeoutError, aiohttp.ClientError) as error:
                if self._draining and route.stream and exchange.status is not None:
                    await exchange.body(b"")
                else:
                    self._give_up(exchange, route, inbound, error)

    def end_streams(self) -> None:
        """End the endless answers, because the process is about to stop."""
        self._draining = True
        now = asyncio.get_running_loop().time()
        for stream in self._streams:
            stream.reschedule(now)

    async def _pass_on(
        self, exchange: Exchange, route: Route, inbound: Inbound, deadline: asyncio.Timeout
    ) -> None:
        content = await inbound.content()
        changes = exchange.method not in _READS
        if changes:
            crash.here("gateway.forwarding")
        async with self._services.call(
            route.upstream,
            exchange.method,
            target(exchange),
            headers=self._introduction.inward(exchange),
            content=content,
        ) as answer:
            if changes:
                crash.here("gateway.answered")
            if route.stream and media_type(answer.headers) == EVENT_STREAM:
                await self._stream(exchange, answer, deadline)
            elif needs_words(answer):
                await exchange.respond(in_words(exchange, answer))
            else:
                await _copy(exchange, answer)

    async def _stream(
        self, exchange: Exchange, answer: aiohttp.ClientResponse, deadline: asyncio.Timeout
    ) -> None:
        # One that begins while the process ends says hello and is over; its client comes back.
        ends = asyncio.get_running_loop().time() + _LAST_STREAM if self._draining else None
        deadline.reschedule(ends)
        self._streams.add(deadline)
        try:
            await _copy(exchange, answer)
        finally:
            self._streams.discard(deadline)

    def _give_up(
        self, exchange: Exchange, route: Route, inbound: Inbound, error: Exception
    ) -> None:
        if inbound.refusal is not None or inbound.gone:
            raise error
        problem = self._services.failed(route.upstream, error)
        if exchange.status is None:
            raise problem from error
        raise CutOff from error


def target(exchange: Exchange) -> str:
    """Return the path and query as the service gets them."""
    route = exchange.route
    path = exchange.path.rstrip("/") if route and route.trailing_slash else exchange.path
    if not exchange.query:
        return path
    return f"{path}?{exchange.query.decode('latin-1')}"


async def _copy(exchange: Exchange, answer: aiohttp.ClientResponse) -> None:
    headers = outward(answer.raw_headers, connection=answer.headers.get("Connection"))
    await exchange.start(answer.status, headers)
    content = answer.content
    while True:
        chunk = await content.readany()
        more = not content.at_eof()
        await exchange.body(chunk, more=more)
        if not more:
            return


def needs_words(answer: aiohttp.ClientResponse) -> bool:
    """Whether a refusal came from the service's server, which does not say it as a problem."""
    return answer.status >= HTTPStatus.BAD_REQUEST and (
        media_type(answer.headers) != problems.MEDIA_TYPE
    )


def in_words(exchange: Exchange, answer: aiohttp.ClientResponse) -> Response:
    """Say the refusal as a problem."""
    status = HTTPStatus(answer.status)
    bug = ("internal_error", "something went wrong; the request id finds it in the logs")
    code, detail = _NAMED.get(status, bug)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("a service answered without a problem document", status=status.value)
    elif status not in _NAMED:
        code, detail = status.name.lower(), status.phrase
    retry = {"retry-after": "1"} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
    return problems.render(status, code, detail, instance=exchange.path, headers=retry)
