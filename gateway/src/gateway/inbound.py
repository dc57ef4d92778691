"""The client's side of an exchange: its body as it arrives, and whether it is still there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final, Self

from starlette.types import Receive

from common import problems
from common.errors import Malformed, Problem, TooLarge, UnsupportedMedia
from gateway.exchange import Exchange

LINGER_SECONDS: Final = 2.0


class ClientGone(Exception):
    """The client hung up; nobody is left to answer."""


class Inbound:
    """Reads a body up to its limit; cancels the work when the client hangs up.

    Use it as a context around the work. `refusal` is set when the body was stopped on the way.
    """

    def __init__(self, exchange: Exchange, receive: Receive, *, limit: int) -> None:
        self._exchange = exchange
        self._receive = receive
        self._limit = limit
        self._read = 0
        self._work: asyncio.Task[object] | None = None
        self._watch: asyncio.Task[None] | None = None
        self.gone = False
        self.refusal: Problem | None = None

    async def __aenter__(self) -> Self:
        """Begin the work of the current task."""
        self._work = asyncio.current_task()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Stop watching; a cancellation that came from the client's leaving ends here."""
        if self._watch is not None:
            self._watch.cancel()
        if self.gone and kind is not None:
            if self._work is not None and kind is asyncio.CancelledError:
                self._work.uncancel()
            raise ClientGone
        if self.refusal is not None and kind is not None:
            raise self.refusal

    async def content(self) -> bytes | AsyncIterator[bytes] | None:
        """Return the body: None where there is none, bytes when it came at once, else a stream."""
        if not has_body(self._exchange):
            self._keep_watch()
            return None
        first, more = await self._next()
        if more:
            return self._stream(first)
        self._keep_watch()
        return first

    async def _stream(self, first: bytes) -> AsyncIterator[bytes]:
        yield first
        more = True
        while more:
            chunk, more = await self._next()
            yield chunk
        self._keep_watch()

    async def _next(self) -> tuple[bytes, bool]:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._leave()
            raise ClientGone
        chunk: bytes = message.get("body", b"")
        self._read += len(chunk)
        if self._read > self._limit:
            self.refusal = TooLarge(f"this address takes at most {self._limit} bytes")
            raise self.refusal
        return chunk, message.get("more_body", False)

    def _keep_watch(self) -> None:
        self._watch = asyncio.create_task(self._until_gone())

    async def _until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            continue
        self._leave()

    def _leave(self) -> None:
        if not self._exchange.finished and not self.gone:
            self.gone = True
            if self._work is not None:
                self._work.cancel()


def has_body(exchange: Exchange) -> bool:
    """Whether the request announces a body."""
    given = exchange.given
    return given.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in given


def refuse_unreadable(exchange: Exchange, *, limit: int) -> None:
    """Refuse by the request's head alone what is encoded or announced as too large."""
    encoding = exchange.given.get(b"content-encoding", b"identity")
    if encoding.strip().lower() != b"identity":
        raise UnsupportedMedia("send the body without Content-Encoding")
    length = exchange.given.get(b"content-length", b"0")
    if not length.isdigit():
        raise Malformed("Content-Length is not a number")
    if int(length) > limit:
        raise TooLarge(f"this address takes at most {limit} bytes")


async def refuse_and_linger(exchange: Exchange, receive: Receive, problem: Problem) -> None:
    """Answer, then read on for a moment: closing at once would destroy the answer on its way."""
    response = problems.response(problem, instance=exchange.path)
    exchange.extra.append((b"connection", b"close"))
    await exchange.start(response.status_code, response.raw_headers)
    await exchange.body(bytes(response.body), more=True)
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while (await receive()).get("more_body", False):
                continue
    await exchange.body(b"")
