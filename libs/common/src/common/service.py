"""What every HTTP process is made of: edge, problems, health, metrics, database, keys."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import uvicorn
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.types import ASGIApp
from typing_extensions import override

from common import db, health, http, keys, logs, openapi, problems, sentry, server
from common.auth import ServiceSigner, SignerOf, Verifier
from common.db import Sessions
from common.edge import Edge
from common.health import Readiness
from common.one_write import OneWriteProtocol
from common.pagination import Cursors
from common.probe import probing
from common.routing import StrictRoute
from common.server import Server
from common.settings import ServiceSettings

BODY_LIMIT: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """What a service's own parts are built on."""

    sessions: Sessions
    sign: SignerOf
    readiness: Readiness
    leaving: asyncio.Event
    """Set when the process is about to end: what would never end by itself must."""


Parts = Callable[[Foundation], AbstractAsyncContextManager[Mapping[str, Any]]]
"""Opens a service's own parts; each lands on `app.state` under its name.

A part called `keys` (a `KeySet`) replaces the one read from `SOKO_JWKS_URL`.
"""


@asynccontextmanager
async def no_parts(_: Foundation) -> AsyncIterator[Mapping[str, Any]]:
    """Open nothing: the service needs its database only."""
    yield {}


def create(
    settings: ServiceSettings, *, routers: Sequence[APIRouter], parts: Parts = no_parts
) -> FastAPI:
    """Build a service's HTTP application; what it needs is opened when it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with _foundation(settings, app) as foundation, parts(foundation) as own:
            for name, part in own.items():
                setattr(app.state, name, part)
            if "keys" in own:
                app.state.verifier = _verifier(own["keys"], settings)
            yield

    app = _Application(
        title=f"Soko {settings.service}",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=BODY_LIMIT,
    )
    app.router.route_class = StrictRoute
    app.state.settings = settings
    app.state.readiness = Readiness()
    app.state.cursors = Cursors(settings.key.get_secret_value())
    for router in routers:
        app.include_router(router)
    app.include_router(_operations())
    problems.install(app)
    openapi.install(app)
    return app


class _Application(FastAPI):
    """FastAPI with the edge around all of it: its own refusals get ids and problems too."""

    @override
    def build_middleware_stack(self) -> ASGIApp:
        return Edge(super().build_middleware_stack())


def serve(create_app: Callable[[], FastAPI], settings: ServiceSettings) -> None:
    """Run the application until SIGTERM; then end in order, see `common.server`."""
    logs.configure(settings.service, settings.log_level)
    sentry.watch(settings, f"{settings.service}-api")
    app = create_app()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=OneWriteProtocol,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=server.GRACE_SECONDS,
        limit_concurrency=1000,
    )

    def leave() -> None:
        app.state.readiness.leave()
        app.state.leaving.set()

    async def ready() -> bool:
        readiness: Readiness = app.state.readiness
        return await readiness()

    server.run(Server(config, leave=leave, ready=ready))


@asynccontextmanager
async def _foundation(settings: ServiceSettings, app: FastAPI) -> AsyncIterator[Foundation]:
    engine = db.engine(settings.database_url, application=f"{settings.service}-api")
    sessions = db.sessions(engine)
    sign = ServiceSigner(settings.service, settings.key.get_secret_value()).token
    app.state.sessions = sessions
    async with (
        http.client() as client,
        probing(
            settings.database_url, settings.service, application=f"{settings.service}-api-probe"
        ) as database,
    ):
        readiness = Readiness(
            {"database": database.serves},
            {
                "broker": health.listening(settings.broker_url),
                "schema": database.is_ours,
                **health.shared_store(settings.redis_url),
            },
        )
        app.state.readiness = readiness
        app.state.leaving = asyncio.Event()
        app.state.verifier = _verifier(keys.from_url(settings.jwks_url, client), settings)
        yield Foundation(
            sessions=sessions, sign=sign, readiness=readiness, leaving=app.state.leaving
        )
    await engine.dispose()


def _verifier(key_set: keys.KeySet, settings: ServiceSettings) -> Verifier:
    return Verifier(key_set, issuer=settings.token_issuer, audience=settings.token_audience)


def _operations() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        """Answer while the process is alive."""
        return {"status": "ok"}

    @router.get("/readyz")
    async def readyz(request: Request) -> JSONResponse:
        """Answer 200 while the database serves us; a broker that is down only degrades."""
        readiness: Readiness = request.app.state.readiness
        return await readiness.answer()

    @router.get("/metrics")
    async def metrics() -> Response:
        """Show this process's figures to Prometheus."""
        return Response(generate_latest(), headers={"content-type": CONTENT_TYPE_LATEST})

    return router
