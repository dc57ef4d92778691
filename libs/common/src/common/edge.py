"""The outermost layer of every service: ids, encodings, bugs, metrics and the access log.

Pure ASGI: Starlette's BaseHTTPMiddleware breaks cancellation and streaming.
"""

import re
import time
from http import HTTPStatus
from secrets import token_hex
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from common import context, logs, metrics, problems
from common.errors import TooLarge, UnsupportedMedia

_REQUEST_ID: Final = re.compile(r"[\x21-\x7e]{1,64}\Z")
_TRACEPARENT: Final = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\Z")
_QUIET: Final = {"/healthz", "/readyz", "/metrics"}

log = logs.logger("edge")


class Edge:
    """Wraps an application; nothing that happens inside gets out as anything but an answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        identify(headers)
        exchange = _Exchange(send, scope["path"])
        try:
            if headers.get("content-encoding", "identity").lower() != "identity":
                refusal = UnsupportedMedia("send the body without Content-Encoding")
                await problems.response(refusal, instance=scope["path"])(
                    scope, receive, exchange.send
                )
            else:
                await self._app(scope, receive, exchange.send)
        except Exception:  # it was answered: the framework re-raises for us to write down
            metrics.PROBLEMS.inc()
            log.exception("a request ended in a bug", route=_template(scope))
        finally:
            exchange.record(scope)


class _Exchange:
    """One request's answer, as it passes by."""

    def __init__(self, send: Send, path: str) -> None:
        self._send = send
        self._path = path
        self._bare = False
        self._started = time.perf_counter()
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        """Pass the message on, with the headers every answer has."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            if self.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                self._bare = headers.get("content-type") != problems.MEDIA_TYPE
            headers["x-request-id"] = context.request_id.get() or ""
            headers["x-content-type-options"] = "nosniff"
        if not self._bare:
            await self._send(message)
        elif message["type"] == "http.response.start":
            await self._refuse_size(message)

    async def _refuse_size(self, message: Message) -> None:
        # The framework says 413 in plain text when Content-Length alone gives it away.
        refusal = problems.response(TooLarge("the body is too large"), instance=self._path)
        headers = MutableHeaders(raw=refusal.raw_headers)
        headers["x-request-id"] = context.request_id.get() or ""
        await self._send({**message, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": bytes(refusal.body)})

    def record(self, scope: Scope) -> None:
        """Count the request and write its line in the access log."""
        if scope["path"] in _QUIET:
            return
        took = time.perf_counter() - self._started
        template = _template(scope)
        status = str(self.status or 499)
        metrics.REQUESTS.labels(scope["method"], template, status).observe(took)
        log.info(
            "request", method=scope["method"], route=template, status=status, ms=int(took * 1000)
        )


def _template(scope: Scope) -> str:
    # The path's pattern: paths of webhooks hold tokens, which are for no log.
    template: str = getattr(scope.get("route"), "path", "unmatched")
    return template


def identify(headers: Headers) -> None:
    """Take over the request's id and trace, or begin new ones."""
    given = headers.get("x-request-id", "")
    context.request_id.set(given if _REQUEST_ID.match(given) else token_hex(16))
    trace = headers.get("traceparent", "")
    context.traceparent.set(
        trace if _TRACEPARENT.match(trace) else f"00-{token_hex(16)}-{token_hex(8)}-01"
    )
