"""One request and its answer, as they pass through the door."""

import re
import time
from collections.abc import Sequence
from http import HTTPStatus
from secrets import token_hex
from typing import Final

from starlette.responses import Response
from starlette.types import Scope, Send

from common import context, problems
from common.errors import Problem
from gateway.routes import Route

Headers = list[tuple[bytes, bytes]]

SECURITY: Final[Headers] = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
]

_REQUEST_ID: Final = re.compile(rb"[\x21-\x7e]{1,64}\Z")
_TRACEPARENT: Final = re.compile(rb"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\Z")


class Exchange:
    """What is known of one request, and the way to answer it once."""

    __slots__ = (
        "_send",
        "began",
        "caller",
        "client",
        "extra",
        "finished",
        "given",
        "headers",
        "method",
        "path",
        "query",
        "request_id",
        "route",
        "status",
    )

    def __init__(self, scope: Scope, send: Send) -> None:
        self._send = send
        self.began = time.perf_counter()
        self.method: str = scope["method"]
        self.path: str = scope["raw_path"].decode("latin-1")
        self.query: bytes = scope["query_string"]
        self.headers: Headers = scope["headers"]
        self.given: dict[bytes, bytes] = dict(self.headers)
        self.client: str = scope["client"][0] if scope["client"] else "unknown"
        self.caller: str | None = None
        """The signed-in user, once the token was found good."""
        self.route: Route | None = None
        self.status: int | None = None
        self.finished = False
        given = self.given.get(b"x-request-id", b"")
        self.request_id = given if _REQUEST_ID.match(given) else token_hex(16).encode()
        self.extra: Headers = [(b"x-request-id", self.request_id)]
        """Headers that the answer gets whoever makes it."""
        context.request_id.set(self.request_id.decode())

    @property
    def template(self) -> str:
        """The path's pattern: what logs may hold, since paths of webhooks contain tokens."""
        return self.route.template if self.route else "unmatched"

    @property
    def traceparent(self) -> bytes:
        """The client's trace, or a new one."""
        given = self.given.get(b"traceparent", b"")
        if _TRACEPARENT.match(given):
            return given
        return f"00-{token_hex(16)}-{token_hex(8)}-01".encode()

    async def start(self, status: int, headers: Sequence[tuple[bytes, bytes]]) -> None:
        """Send the status and headers, with those that every answer has."""
        self.status = status
        await self._send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [*headers, *SECURITY, *self.extra],
            }
        )

    async def body(self, chunk: bytes, *, more: bool = False) -> None:
        """Send a piece of the body."""
        self.finished = not more
        await self._send({"type": "http.response.body", "body": chunk, "more_body": more})

    async def whole(self, status: int, headers: Headers, body: bytes) -> None:
        """Send a complete answer."""
        await self.start(status, headers)
        await self.body(body)

    async def respond(self, response: Response) -> None:
        """Send an answer that was made with Starlette's classes."""
        await self.whole(response.status_code, response.raw_headers, bytes(response.body))

    async def refuse(self, problem: Problem) -> None:
        """Answer with the problem."""
        await self.respond(problems.response(problem, instance=self.path))

    async def refuse_method(self, allowed: Sequence[str]) -> None:
        """Answer that the path does not take this method, and which it does."""
        response = problems.render(
            HTTPStatus.METHOD_NOT_ALLOWED,
            "method_not_allowed",
            f"this address takes {', '.join(allowed)}",
            instance=self.path,
            headers={"allow": ", ".join(allowed)},
        )
        await self.respond(response)
