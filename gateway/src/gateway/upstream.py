"""Calls to the services behind the gateway: one pooled client, one breaker for each."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import aiohttp
from yarl import URL

from common import logs, metrics
from common.errors import Unavailable
from common.server import IDLE_SECONDS
from gateway import breaker
from gateway.routes import Upstream

CONNECT_SECONDS: Final = 1.0
CONNECTIONS: Final = 1024
BUSY: Final = 256
"""Requests in flight to one service before more are refused."""
log = logs.logger("upstream")


class Unreachable(Unavailable):
    """The service refused the connection, cut it off, or did not answer in time."""

    code = "unavailable"


class Services:
    """The way to every service; open it once, in the process's own event loop."""

    def __init__(self, urls: Mapping[Upstream, str]) -> None:
        self._urls = urls
        self._breakers = dict.fromkeys(urls, breaker.CLOSED)
        self._in_flight = dict.fromkeys(urls, 0)
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Hold the pool open."""
        connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=IDLE_SECONDS)
        timeout = aiohttp.ClientTimeout(
            total=None, connect=CONNECT_SECONDS, sock_connect=CONNECT_SECONDS
        )
        async with aiohttp.ClientSession(
            connector=connector,
            timeout=timeout,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        ) as self._session:
            yield

    @asynccontextmanager
    async def call(
        self,
        upstream: Upstream,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str],
        content: Any = None,
        counts: bool = True,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Send the request and give the answer, whose body is still to be read.

        `target` is the path and query as the client wrote them. Raises `Unreachable`. A busy
        service and an open breaker refuse unasked; a health check does not `count`.
        """
        if counts:
            self._admit(upstream)
        self._in_flight[upstream] += 1
        started = time.perf_counter()
        try:
            answer = await self._request(upstream, method, target, headers, content)
            metrics.CALLS.labels(upstream, "answered").observe(time.perf_counter() - started)
            async with answer:
                yield answer
        finally:
            self._in_flight[upstream] -= 1

    def failed(self, upstream: Upstream, error: BaseException) -> Unreachable:
        """Hold a failed call against the service; returns what to answer the client."""
        now = time.monotonic()
        self._breakers[upstream] = breaker.failed(self._breakers[upstream], at=now)
        metrics.CALLS.labels(upstream, "failed").observe(0)
        log.warning("no answer", upstream=upstream, error=type(error).__name__)
        return Unreachable(f"the {upstream} service does not answer; try again", retry_after=1)

    async def _request(
        self,
        upstream: Upstream,
        method: str,
        target: str,
        headers: Mapping[str, str],
        content: Any,
    ) -> aiohttp.ClientResponse:
        try:
            answer = await self._attempt(upstream, method, target, headers, content)
        except (aiohttp.ClientConnectorError, aiohttp.ServerDisconnectedError) as error:
            # Nothing was processed, or nothing that could not be read again.
            if method != "GET":
                raise self.failed(upstream, error) from error
            answer = await self._attempt_again(upstream, target, headers)
        except (aiohttp.ClientError, OSError) as error:
            raise self.failed(upstream, error) from error
        self._breakers[upstream] = breaker.answered(self._breakers[upstream])
        return answer

    async def _attempt_again(
        self, upstream: Upstream, target: str, headers: Mapping[str, str]
    ) -> aiohttp.ClientResponse:
        try:
            return await self._attempt(upstream, "GET", target, headers, None)
        except (aiohttp.ClientError, OSError) as error:
            raise self.failed(upstream, error) from error

    async def _attempt(
        self,
        upstream: Upstream,
        method: str,
        target: str,
        headers: Mapping[str, str],
        content: Any,
    ) -> aiohttp.ClientResponse:
        if self._session is None:
            raise RuntimeError("the pool is not open")
        url = URL(self._urls[upstream] + target, encoded=True)
        return await self._session.request(
            method, url, headers=headers, data=content, allow_redirects=False
        )

    def _admit(self, upstream: Upstream) -> None:
        if self._in_flight[upstream] >= BUSY:
            raise Unavailable(f"the {upstream} service has enough to do; try again", retry_after=1)
        admitted = breaker.admit(self._breakers[upstream], at=time.monotonic())
        if admitted is None:
            raise Unreachable(f"the {upstream} service does not answer; try again", retry_after=1)
        self._breakers[upstream] = admitted
