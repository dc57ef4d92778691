"""The gateway's process: `python -m gateway.main`."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import uvicorn
from limits.aio.storage import MemoryStorage
from starlette.types import ASGIApp, Receive, Scope, Send

from common import http, keys, logs, monitor, sentry, shared
from common.auth import Verifier
from common.broker import Link
from common.health import Check, Readiness, Remembered
from common.server import Server, run
from gateway import facts
from gateway.access import CACHE_BYTES, AccessLog
from gateway.cache import Cache
from gateway.cors import Cors
from gateway.door import Door
from gateway.gathering import Gatherer
from gateway.headers import Introduction
from gateway.health import Fleet
from gateway.kept import Kept
from gateway.limits import Limits, SharedStorage
from gateway.matching import Table
from gateway.own import Own
from gateway.proxy import Proxy
from gateway.reference import Reference
from gateway.settings import Settings
from gateway.upstream import Services
from gateway.upstreams import ROUTES
from gateway.web.site import Site, site_of
from gateway.wire import Wire

_FLUSH_SECONDS = 0.2
_GRACE_SECONDS = 10


class Gateway:
    """The ASGI application; what it needs is opened when it starts."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._table = Table(ROUTES)
        self._services = Services(settings.urls)
        self._readiness = Readiness()
        self._fleet = Fleet(self._services, self._readiness)
        self._introduction = Introduction(settings.public_url)
        self._proxy = Proxy(self._services, self._introduction)
        self.cache = Cache(seconds=settings.cache_seconds, max_bytes=settings.cache_bytes)
        self._kept = Kept(self.cache, self._services, self._introduction)
        self._access_log = AccessLog(lines=settings.log_level.lower() in {"debug", "info"})
        self._door: Door | None = None
        CACHE_BYTES.set_function(lambda: self.cache.size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's request, or the process's lifespan."""
        if scope["type"] == "http" and self._door is not None:
            await self._door.serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    async def is_open(self) -> bool:
        """Whether requests are served."""
        return self._door is not None

    def drain(self) -> None:
        """Say that the process is about to stop, and end the endless answers."""
        self._fleet.draining = True
        self._readiness.leave()
        self._proxy.end_streams()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with contextlib.AsyncExitStack() as stack:
            try:
                await self._open(stack)
            except Exception as error:
                await send({"type": "lifespan.startup.failed", "message": repr(error)})
                raise
            await send({"type": "lifespan.startup.complete"})
            await receive()
        self._access_log.flush()
        await send({"type": "lifespan.shutdown.complete"})

    async def _open(self, stack: contextlib.AsyncExitStack) -> None:
        settings = self._settings
        await stack.enter_async_context(self._services.opened())
        client = await stack.enter_async_context(http.client())
        verifier = Verifier(
            keys.from_url(settings.jwks_url, client),
            issuer=settings.token_issuer,
            audience=settings.token_audience,
        )
        await stack.enter_async_context(self._background())
        limits = Limits(settings.rates, MemoryStorage(), await self._shared(stack))
        site = self._site(limits)
        reference = Reference(self._services, self._table, server=settings.public_url)
        self._door = Door(
            table=self._table,
            own=Own(self._fleet, reference, welcomes=site is None or site.storefront is None),
            cors=Cors(settings.cors_origins),
            verifier=verifier,
            limits=limits,
            kept=self._kept,
            proxy=self._proxy,
            gatherer=Gatherer(self._services, self._introduction),
            site=site,
            access_log=self._access_log,
        )

    def _site(self, limits: Limits) -> Site | None:
        return site_of(
            self._settings,
            kept=self._kept,
            table=self._table,
            services=self._services,
            introduction=self._introduction,
            limits=limits,
        )

    async def _shared(self, stack: contextlib.AsyncExitStack) -> SharedStorage | None:
        url = self._settings.redis_url
        if url is None:
            return None
        store = await stack.enter_async_context(shared.opened(url.get_secret_value()))
        self._readiness.without["redis"] = Remembered(store.answers)
        return SharedStorage.of(store)

    @contextlib.asynccontextmanager
    async def _background(self) -> AsyncIterator[None]:
        settings = self._settings
        jobs = [asyncio.create_task(self._flush())]
        if settings.gateway_metrics_port:
            port = settings.gateway_metrics_port
            app = monitor.application(self._readiness)
            figures = monitor.serve(app, host=settings.host, port=port)
            jobs.append(asyncio.create_task(figures))
        if settings.gateway_broker_url:
            link = Link(settings.gateway_broker_url, "gateway")
            self._readiness.without["broker"] = _connected(link)
            jobs.append(asyncio.create_task(link.run()))
            jobs.append(asyncio.create_task(facts.listen(link, self.cache)))
        try:
            yield
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)

    async def _flush(self) -> None:
        while True:
            await asyncio.sleep(_FLUSH_SECONDS)
            self._access_log.flush()


def _connected(link: Link) -> Check:
    async def check() -> bool:
        return link.connected

    return check


def server(settings: Settings) -> Server:
    """Return the server of one gateway, not running yet."""
    gateway = Gateway(settings)
    app: ASGIApp = gateway
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.gateway_port,
        loop="uvloop",
        http=Wire,
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(settings.gateway_trusted_proxies),
        forwarded_allow_ips=settings.gateway_trusted_proxies or None,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        backlog=512,
    )
    return Server(config, leave=gateway.drain, ready=gateway.is_open)


def main() -> None:
    """Serve until SIGTERM."""
    settings = Settings()
    logs.configure("gateway", settings.log_level)
    sentry.watch(settings, "gateway")
    run(server(settings))


if __name__ == "__main__":
    main()
