"""The small HTTP port of a process that serves no requests: health and figures."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from typing_extensions import override

from common.health import Check


def application(checks: Mapping[str, Check]) -> Starlette:
    """Answer `/healthz`, `/readyz` (200 only when all checks pass) and `/metrics`."""

    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readyz(_: Request) -> Response:
        failing = [name for name, check in checks.items() if not await check()]
        status = "unready" if failing else "ready"
        return JSONResponse({"status": status, "failing": failing}, 503 if failing else 200)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), headers={"content-type": CONTENT_TYPE_LATEST})

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
        ]
    )


async def serve(app: Starlette, *, host: str, port: int) -> None:
    """Serve until cancelled."""
    server = _Server(
        uvicorn.Config(
            app, host=host, port=port, access_log=False, log_config=None, server_header=False
        )
    )
    serving = asyncio.create_task(server.serve())
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        await serving


class _Server(uvicorn.Server):
    @override
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the worker, which ends more than this port."""
        yield
