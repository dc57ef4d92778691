"""Calls to other services: short, bounded, and cut off early when the callee is down."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any, Final

import aiohttp
import httpx
import orjson
from httpx_aiohttp import AiohttpTransport
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from common import context, crash, logs, metrics
from common.auth import SERVICE_HEADER, SignerOf
from common.errors import Problem, Unavailable
from common.problems import STATUS
from common.server import IDLE_SECONDS

BUDGET_SECONDS: Final = 2.0
_CONNECT_SECONDS: Final = 1.0
_FAILURES: Final = 5
_OPEN_SECONDS: Final = 5.0
_SERVER_ERROR: Final = 500
_THEIRS: Final = frozenset({"authorization", "x-order-token"})
"""Headers by which a call speaks for somebody else."""

log = logs.logger("peers")


class CalleeDown(Unavailable):
    """Another service, or a provider, does not answer."""

    code = "unavailable"


def down(service: str) -> CalleeDown:
    """Return what a user is told when the service said something that is not for users."""
    return CalleeDown(f"{service} cannot answer now; try again")


@asynccontextmanager
async def client(
    base_url: str = "", *, budget: float = BUDGET_SECONDS, connections: int = 50
) -> AsyncIterator[httpx.AsyncClient]:
    """Open a pooled HTTP client over aiohttp; `budget` bounds each phase of a call, in seconds."""
    transport = AiohttpTransport(
        verify=trusted(),
        limits=httpx.Limits(
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=IDLE_SECONDS,
        ),
    )
    timeout = httpx.Timeout(budget, connect=_CONNECT_SECONDS, pool=_CONNECT_SECONDS)
    async with httpx.AsyncClient(
        base_url=base_url, transport=transport, timeout=timeout, follow_redirects=False
    ) as opened:
        yield opened


@cache
def trusted() -> ssl.SSLContext:
    """Return what certificates are checked against; reading them all takes 25 ms, once."""
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Wire:
    """The way to one other service: its pooled connections, and the seconds a call may take."""

    session: aiohttp.ClientSession
    base_url: str
    budget: float


@asynccontextmanager
async def wire(
    base_url: str, *, budget: float = BUDGET_SECONDS, connections: int = 50
) -> AsyncIterator[Wire]:
    """Open the way to another service; `budget` bounds a whole call, in seconds.

    Without httpx in between, which takes three times as long to make a call as aiohttp itself.
    """
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections, keepalive_timeout=IDLE_SECONDS),
        timeout=aiohttp.ClientTimeout(sock_connect=_CONNECT_SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
        skip_auto_headers=("Content-Type", "User-Agent"),
    ) as session:
        yield Wire(session, base_url.rstrip("/"), budget)


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """What another service said."""

    status: int
    body: bytes

    def json(self) -> Any:
        """Return what the body says; raise `ValueError` where it is no JSON."""
        return orjson.loads(self.body)


class Peer:
    """Another service of the shop, called with this service's own token."""

    def __init__(self, name: str, wire: Wire, sign: SignerOf) -> None:
        self._name = name
        self._wire = wire
        self._sign = sign
        self._breakers = AsyncCircuitBreakerFactory(
            default_threshold=_FAILURES, default_ttl=_OPEN_SECONDS
        )

    async def call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> PeerAnswer:
        """Return the answer, 4xx included; raise `CalleeDown` when there is none, or a 5xx."""
        started, outcome = time.perf_counter(), "failed"
        try:
            breaker = await self._breakers.get_breaker(self._name)
            async with breaker, asyncio.timeout(self._wire.budget):
                crash.here("peer.calling")
                answer = await self._exchange(method, path, json, params, self._headers(headers))
                crash.here("peer.answered")
                if answer.status >= _SERVER_ERROR:
                    raise down(self._name)
            outcome = str(answer.status)
        except (aiohttp.ClientError, TimeoutError, OpenedState) as error:
            raise CalleeDown(f"{self._name} cannot be reached now; try again") from error
        finally:
            metrics.CALLS.labels(self._name, outcome).observe(time.perf_counter() - started)
        return answer

    async def ask(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Return the answer's JSON; raise the callee's own problem, or `CalleeDown`.

        A 401 to a call that forwards nobody's credentials is about our own token: `CalleeDown`.
        """
        answer = await self.call(method, path, json=json, params=params, headers=headers)
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            raise self._refusal(answer, headers or {})
        try:
            return answer.json() if answer.body else None
        except ValueError as error:
            raise CalleeDown(f"{self._name} answered with something unreadable") from error

    async def _exchange(
        self,
        method: str,
        path: str,
        json: Any,
        params: Mapping[str, str] | None,
        headers: dict[str, str],
    ) -> PeerAnswer:
        data = None
        if json is not None:
            data, headers["content-type"] = orjson.dumps(json), "application/json"
        url = self._wire.base_url + path
        async with self._wire.session.request(
            method, url, data=data, params=params, headers=headers, allow_redirects=False
        ) as answer:
            return PeerAnswer(answer.status, await answer.read())

    def _refusal(self, answer: PeerAnswer, own: Mapping[str, str]) -> Problem:
        speaks_for_another = any(name.lower() in _THEIRS for name in own)
        if answer.status == HTTPStatus.UNAUTHORIZED and not speaks_for_another:
            log.error("our own token was refused", callee=self._name)
            return down(self._name)
        return problem_of(answer)

    def _headers(self, own: Mapping[str, str] | None) -> dict[str, str]:
        ours = {
            SERVICE_HEADER: self._sign(self._name),
            "x-request-id": context.request_id.get(),
            "traceparent": context.traceparent.get(),
        }
        return {name: value for name, value in ours.items() if value is not None} | dict(own or {})


def problem_of(answer: PeerAnswer) -> Problem:
    """Read a problem+json answer back into the problem it was: kind, code and members."""
    try:
        body = answer.json()
        code, detail = str(body["code"]), str(body["detail"])
    except (ValueError, KeyError, TypeError):
        return CalleeDown("another service answered with something unreadable")
    kind = next((kind for kind, status in STATUS.items() if status == answer.status), None)
    if kind is None:
        return CalleeDown("another service refused in a way we do not know")
    known = {"type", "title", "status", "detail", "instance", "code", "request_id", "errors"}
    problem = kind(detail, **{name: value for name, value in body.items() if name not in known})
    problem.code = code
    return problem
