"""Calls to another service end in time, and stop for a while when it is down."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from common import context, http
from common.errors import Conflict, Invalid, NotFound, Unauthenticated, Unavailable
from common.http import CalleeDown, Peer

Answer = Callable[[bytes], Awaitable[bytes]]
BUDGET = 0.3


def raw(status: int, body: bytes, media_type: str = "application/problem+json") -> bytes:
    head = f"HTTP/1.1 {status} X\r\ncontent-type: {media_type}\r\ncontent-length: {len(body)}\r\n"
    return head.encode() + b"connection: close\r\n\r\n" + body


class Callee:
    """A server that answers what a test wants, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self.answer: bytes | None = raw(200, b'{"ok":true}', "application/json")
        self.pause: float | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.asked.append(await reader.readuntil(b"\r\n\r\n"))
            if self.answer is None:
                await reader.read()  # until the caller gives up
            else:
                await self._say(self.answer, writer)
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    async def _say(self, answer: bytes, writer: asyncio.StreamWriter) -> None:
        size = len(answer) if self.pause is None else 1
        for start in range(0, len(answer), size):
            writer.write(answer[start : start + size])
            await writer.drain()
            await asyncio.sleep(self.pause or 0)


@pytest.fixture
def callee() -> Callee:
    return Callee()


@asynccontextmanager
async def _peer(url: str) -> AsyncIterator[Peer]:
    async with http.wire(url, budget=BUDGET) as wire:
        yield Peer("catalog", wire, lambda callee: f"token for {callee}")


@pytest.fixture
async def peer(callee: Callee) -> AsyncIterator[Peer]:
    server = await asyncio.start_server(callee.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with _peer(f"http://127.0.0.1:{port}") as made:
        yield made
    server.close()


async def test_an_answer_is_returned(peer: Peer) -> None:
    assert await peer.ask("GET", "/internal/things") == {"ok": True}


async def test_the_call_says_who_asks_and_on_whose_behalf(peer: Peer, callee: Callee) -> None:
    context.request_id.set("request-1")
    context.traceparent.set("00-" + "a" * 32 + "-" + "b" * 16 + "-01")

    await peer.ask("GET", "/internal/things", headers={"authorization": "Bearer theirs"})

    asked = callee.asked[0].lower()
    assert b"x-service-token: token for catalog" in asked
    assert b"x-request-id: request-1" in asked
    assert b"traceparent: 00-" + b"a" * 32 in asked
    assert b"authorization: bearer theirs" in asked


async def test_silence_ends_with_the_budget(peer: Peer, callee: Callee) -> None:
    callee.answer = None
    started = time.perf_counter()

    with pytest.raises(CalleeDown) as down:
        await peer.ask("GET", "/internal/things")

    assert time.perf_counter() - started < BUDGET + 1
    assert isinstance(down.value, Unavailable)
    assert down.value.code == "unavailable"


async def test_an_answer_that_trickles_ends_with_the_budget_too(peer: Peer, callee: Callee) -> None:
    callee.pause = BUDGET / 10
    started = time.perf_counter()

    with pytest.raises(CalleeDown):
        await peer.ask("GET", "/internal/things")

    assert time.perf_counter() - started < BUDGET * 2


@pytest.mark.parametrize("code", ["token_invalid", "unauthenticated"])
async def test_a_refusal_of_our_own_token_is_not_the_user_s(
    peer: Peer, callee: Callee, code: str
) -> None:
    callee.answer = raw(401, b'{"code":"%s","detail":"no"}' % code.encode())

    with pytest.raises(CalleeDown):
        await peer.ask("GET", "/internal/things", headers={"x-anything": "else"})
    for theirs in ("Authorization", "X-Order-Token"):
        with pytest.raises(Unauthenticated) as refused:
            await peer.ask("GET", "/internal/things", headers={theirs: "theirs"})
        assert refused.value.code == code


async def test_nobody_there_is_a_callee_that_is_down() -> None:
    async with _peer("http://127.0.0.1:1") as peer:
        with pytest.raises(CalleeDown):
            await peer.ask("GET", "/internal/things")


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_failure_of_the_callee_is_not_passed_on(
    peer: Peer, callee: Callee, status: int
) -> None:
    callee.answer = raw(status, b'{"code":"internal_error","detail":"hunter2"}')

    with pytest.raises(CalleeDown) as down:
        await peer.ask("GET", "/internal/things")

    assert "hunter2" not in str(down.value)


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}", b"junk\r\n"]
)
async def test_an_answer_that_breaks_off_is_no_answer(
    peer: Peer, callee: Callee, answer: bytes
) -> None:
    callee.answer = answer

    with pytest.raises(CalleeDown):
        await peer.ask("GET", "/internal/things")


async def test_after_five_failures_it_is_not_asked_for_a_while(peer: Peer, callee: Callee) -> None:
    callee.answer = raw(503, b"{}")

    for _ in range(20):
        with pytest.raises(CalleeDown):
            await peer.ask("GET", "/internal/things")

    assert len(callee.asked) == 5


async def test_refusals_do_not_count_as_failures(peer: Peer, callee: Callee) -> None:
    callee.answer = raw(404, b'{"code":"not_found","detail":"no such thing"}')

    for _ in range(8):
        with pytest.raises(NotFound):
            await peer.ask("GET", "/internal/things")

    assert len(callee.asked) == 8


async def test_it_is_asked_again_when_it_has_rested(
    peer: Peer, callee: Callee, monkeypatch: pytest.MonkeyPatch
) -> None:
    callee.answer = raw(503, b"{}")
    monkeypatch.setattr(http, "_OPEN_SECONDS", 0.05)
    rested = Peer("catalog", peer._wire, peer._sign)
    for _ in range(6):
        with pytest.raises(CalleeDown):
            await rested.ask("GET", "/internal/things")

    callee.answer = raw(200, b"[]", "application/json")

    deadline = time.monotonic() + 5
    while not await _works(rested):
        assert time.monotonic() < deadline


async def _works(peer: Peer) -> bool:
    try:
        return await peer.ask("GET", "/internal/things") == []
    except CalleeDown:
        return False


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [(409, Conflict, "insufficient_stock"), (422, Invalid, "currency_not_supported")],
)
async def test_a_refusal_is_read_back_with_what_it_says(
    *, peer: Peer, callee: Callee, status: int, kind: type[Any], code: str
) -> None:
    body = (
        b'{"type":"/problems/x","title":"T","status":%d,"detail":"too few","instance":"/internal",'
    )
    rest = b'"code":"%s","request_id":"r","items":[{"available":1}]}'
    callee.answer = raw(status, body % status + rest % code.encode())

    with pytest.raises(kind) as refused:
        await peer.ask("PUT", "/internal/holds/1", json={})

    assert (refused.value.code, str(refused.value)) == (code, "too few")
    assert refused.value.members == {"items": [{"available": 1}]}


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'"text"', b"null", b"{}"])
async def test_a_refusal_that_cannot_be_read_is_a_failure(
    peer: Peer, callee: Callee, body: bytes
) -> None:
    callee.answer = raw(409, body)

    with pytest.raises(CalleeDown):
        await peer.ask("GET", "/internal/things")


async def test_a_redirect_is_not_followed(peer: Peer, callee: Callee) -> None:
    callee.answer = (
        b"HTTP/1.1 302 X\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n"
    )

    answer = await peer.call("GET", "/internal/things")

    assert answer.status == 302
    assert len(callee.asked) == 1
    with pytest.raises(CalleeDown):
        await peer.ask("GET", "/internal/things")


async def test_a_success_that_is_no_json_is_a_failure(peer: Peer, callee: Callee) -> None:
    callee.answer = raw(200, b"<html>", "text/html")

    with pytest.raises(CalleeDown):
        await peer.ask("GET", "/internal/things")
