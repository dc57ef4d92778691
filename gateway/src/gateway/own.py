"""What the gateway answers by itself."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.responses import JSONResponse, Response

from gateway import pages
from gateway.exchange import Exchange
from gateway.health import Fleet
from gateway.reference import Reference

Answering = Callable[[Exchange], Awaitable[Response]]

_FRONT: Final = "/"
_STATIC: Final = {
    _FRONT: "welcome.html",
    "/docs": "reference.html",
    "/docs/reference.js": "reference.js",
    "/docs/reference.css": "reference.css",
}
_PROBLEMS: Final = "/problems"


class Own:
    """The gateway's own addresses; all take GET only."""

    def __init__(self, fleet: Fleet, reference: Reference, *, welcomes: bool = True) -> None:
        self._fleet = fleet
        self._reference = reference
        self._exact: dict[str, Answering] = {
            "/healthz": self._alive,
            "/readyz": self._ready,
            "/api/v1/openapi.json": self._document,
            _PROBLEMS: self._problems,
            **dict.fromkeys(_STATIC, self._static),
        }
        if not welcomes:
            del self._exact[_FRONT]

    def find(self, path: str) -> Answering | None:
        """Return what answers a path, or None when it is not ours."""
        if path.startswith(f"{_PROBLEMS}/"):
            return self._problem
        return self._exact.get(path)

    async def _alive(self, _: Exchange) -> Response:
        return JSONResponse({"status": "ok"})

    async def _ready(self, _: Exchange) -> Response:
        status, body = await self._fleet.readiness()
        return JSONResponse(body, status)

    async def _document(self, _: Exchange) -> Response:
        headers = {"content-type": "application/json", "cache-control": "no-cache"}
        return Response(await self._reference.body(), headers=headers)

    async def _static(self, exchange: Exchange) -> Response:
        return pages.static(_STATIC[exchange.path])

    async def _problems(self, exchange: Exchange) -> Response:
        return pages.problems(accept=_accept(exchange))

    async def _problem(self, exchange: Exchange) -> Response:
        code = exchange.path.removeprefix(f"{_PROBLEMS}/")
        return pages.problem(code, accept=_accept(exchange))


def _accept(exchange: Exchange) -> str:
    return exchange.given.get(b"accept", b"").decode("latin-1")
