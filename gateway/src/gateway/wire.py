"""The HTTP parser's surroundings: deadlines and sizes that uvicorn itself does not have."""

import asyncio
from enum import Enum
from secrets import token_hex
from typing import Any, Final

import orjson
from typing_extensions import override

from common.one_write import OneWriteProtocol

HEAD_SECONDS: Final = 10.0
BODY_SECONDS: Final = 30.0
HEAD_BYTES: Final = 16 * 1024


class _Phase(Enum):
    IDLE = "idle"
    HEAD = "head"
    BODY = "body"


class OversizedHead(Exception):
    """The request's head is larger than any honest one."""


class Wire(OneWriteProtocol):
    """One connection: who sends a head or a body too slowly, or too large a head, is cut off."""

    head_seconds = HEAD_SECONDS
    body_seconds = BODY_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._phase = _Phase.HEAD
        self._timed = _Phase.IDLE
        self._timer: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        self._unfinished_bytes = 0

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._phase = _Phase.IDLE
        self._watch()
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        if self._phase is _Phase.IDLE:
            self._phase = _Phase.HEAD
        if self._phase is _Phase.HEAD:
            self._unfinished_bytes += len(data)
        super().data_received(data)
        # A header without an end never reaches the parser's callbacks.
        if self._phase is _Phase.HEAD and self._unfinished_bytes > HEAD_BYTES:
            self.send_400_response("the request's head is too large")
        if self._phase is not self._timed:
            self._watch()

    @override
    def on_message_begin(self) -> None:
        self._phase = _Phase.HEAD
        self._head_bytes = 0
        super().on_message_begin()

    @override
    def on_url(self, url: bytes) -> None:
        self._count(url)
        super().on_url(url)

    @override
    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(name)
        self._count(value)
        super().on_header(name, value)

    @override
    def on_headers_complete(self) -> None:
        self._phase = _Phase.BODY
        self._unfinished_bytes = 0
        if self.parser.get_http_version() == "1.1" and not _has_host(self.headers):
            raise ValueError("HTTP/1.1 without Host")
        super().on_headers_complete()

    @override
    def on_message_complete(self) -> None:
        self._phase = _Phase.IDLE
        super().on_message_complete()

    @override
    def send_400_response(self, msg: str) -> None:
        """Answer in the form of every other problem, and close."""
        if self.transport.is_closing():
            return
        body = orjson.dumps(
            {
                "type": "/problems/malformed_request",
                "title": "Bad Request",
                "status": 400,
                "detail": "the request is not valid HTTP",
                "instance": "",
                "code": "malformed_request",
                "request_id": token_hex(16),
            }
        )
        self.transport.write(
            b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\n"
            b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(body), body)
        )
        self.transport.close()

    @override
    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, even one whose client never read its last answer."""
        self.transport.abort()

    def _count(self, part: bytes) -> None:
        self._head_bytes += len(part)
        if self._head_bytes > HEAD_BYTES:
            raise OversizedHead

    def _watch(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._timed = self._phase
        if self._phase is not _Phase.IDLE:
            limit = self.head_seconds if self._phase is _Phase.HEAD else self.body_seconds
            self._timer = self.loop.call_later(limit, self._cut_off)

    def _cut_off(self) -> None:
        self.transport.abort()


def _has_host(headers: list[tuple[bytes, bytes]]) -> bool:
    return any(name == b"host" for name, _ in headers)
