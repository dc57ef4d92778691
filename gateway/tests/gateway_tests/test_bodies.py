"""Sizes, encodings, deadlines and requests that lie about where they end."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from gateway import inbound
from gateway.wire import Wire
from gateway_tests.conftest import Gate, Stub

HEAD = b"POST /api/v1/cart/items HTTP/1.1\r\nhost: x\r\n"


@pytest.fixture(autouse=True)
def _short_linger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbound, "LINGER_SECONDS", 0.3)


async def test_an_announced_body_too_large_is_refused_unread(
    gate: Gate, stubs: dict[str, Stub]
) -> None:
    answer = await gate.raw(HEAD + b"content-length: 1048577\r\n\r\n" + b"x" * 100)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"code":"payload_too_large"' in answer
    assert b"connection: close" in answer
    assert stubs["cart"].seen == []


@pytest.mark.parametrize(
    ("path", "limit"),
    [("/api/v1/cart/items", 1024 * 1024), ("/api/v1/webhooks/payments/chapa", 256 * 1024)],
)
async def test_a_chunked_body_too_large_is_refused_on_the_way(
    client: httpx.AsyncClient, path: str, limit: int
) -> None:
    async def body(size: int) -> AsyncIterator[bytes]:
        for _ in range(size // 1024):
            yield b"x" * 1024

    fits = await client.post(path, content=body(limit))
    answer = await client.post(path, content=body(limit + 64 * 1024))

    assert fits.json()["size"] == limit
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"


async def test_an_endless_body_is_cut_off(gate: Gate) -> None:
    reader, writer = await asyncio.open_connection(gate.host, gate.port)
    writer.write(HEAD + b"transfer-encoding: chunked\r\n\r\n")

    async def pour() -> None:
        while True:
            writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
            await writer.drain()

    pouring = asyncio.create_task(pour())
    async with asyncio.timeout(8):
        answer = await reader.readuntil(b"\r\n\r\n")
        await asyncio.wait([pouring])

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert isinstance(pouring.exception(), ConnectionError)
    writer.close()


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, gzip", "deflate"])
async def test_an_encoded_body_is_refused(client: httpx.AsyncClient, encoding: str) -> None:
    answer = await client.post(
        "/api/v1/cart/items", content=b"x", headers={"content-encoding": encoding}
    )

    assert answer.status_code == 415
    assert answer.json()["code"] == "unsupported_media_type"


async def test_a_body_without_encoding_may_say_so(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/api/v1/cart/items", content=b"x", headers={"content-encoding": "identity"}
    )

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "request_",
    [
        HEAD + b"content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        HEAD + b"transfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n",
        HEAD + b"content-length: 4\r\ncontent-length: 5\r\n\r\nabcde",
        HEAD + b"content-length: 4\r\ncontent-length: 4\r\n\r\nabcd",
        HEAD + b"content-length: -1\r\n\r\n",
        HEAD + b"content-length: 4_0\r\n\r\n",
        HEAD + b"content-length: +4\r\n\r\nabcd",
        HEAD + b"transfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
        HEAD + b"transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        HEAD + b"transfer-encoding : chunked\r\n\r\n0\r\n\r\n",
        HEAD + b"x-folded: a\r\n b\r\n\r\n",
        HEAD.replace(b"\r\n", b"\n") + b"\n",
        HEAD + b"x-bad\r\n\r\n",
        HEAD + b"x: a\x00b\r\n\r\n",
        HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\n\r\n",
        b"GET /api/v1/cart\xff HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET /api/v1/cart HTTP/1.1\r\n\r\n",
        b"GET /api/v1/cart HTTP/9.9\r\nhost: x\r\n\r\n",
        b"NONSENSE /api/v1/cart HTTP/1.1\r\nhost: x\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nhost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /api/v1/cart HTTP/1.1\r\nhost: x\r\nx: " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET /api/v1/cart HTTP/1.1\r\nhost: x\r\nx: " + b"a" * 40_000,
        b"GET /api/v1/cart?" + b"a" * 20_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET /api/v1/cart HTTP/1.1\r\nhost: x\r\nhost: y\r\nconnection: close\r\n\r\n",
    ],
)
async def test_a_request_that_contradicts_itself_is_malformed(
    gate: Gate, stubs: dict[str, Stub], request_: bytes
) -> None:
    answer = await gate.raw(request_)

    assert answer.startswith(b"HTTP/1.1 400 "), answer[:200]
    assert b'"code":"malformed_request"' in answer
    assert answer.count(b"HTTP/1.1 ") == 1
    assert stubs["cart"].seen == []


async def test_two_tokens_in_one_request_are_malformed(client: httpx.AsyncClient) -> None:
    twice = [("authorization", "Bearer a"), ("authorization", "Bearer b")]

    answer = await client.get("/api/v1/me", headers=twice)

    assert answer.status_code == 400
    assert answer.json()["code"] == "malformed_request"


async def test_a_head_that_trickles_is_cut_off(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Wire, "head_seconds", 0.3)
    reader, writer = await asyncio.open_connection(gate.host, gate.port)
    began = time.monotonic()

    async def trickle() -> None:
        writer.write(b"GET / HTTP/1.1\r\n")
        while not reader.at_eof():
            writer.write(b"x: y\r\n")
            await asyncio.sleep(0.05)

    trickling = asyncio.create_task(trickle())
    async with asyncio.timeout(5):
        await closed(reader)

    assert time.monotonic() - began < 2
    trickling.cancel()
    writer.close()


async def test_silence_is_cut_off(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Wire, "head_seconds", 0.2)
    reader, writer = await asyncio.open_connection(gate.host, gate.port)

    async with asyncio.timeout(5):
        await closed(reader)
    writer.close()


async def test_a_body_that_trickles_is_cut_off(
    gate: Gate, stubs: dict[str, Stub], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Wire, "body_seconds", 0.3)
    stub = stubs["cart"]

    async def take(_: Any, receive: Any, __: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            continue
        stub.disconnected.set()

    stub.handlers["/api/v1/cart/items"] = take
    reader, writer = await asyncio.open_connection(gate.host, gate.port)
    writer.write(HEAD + b"content-length: 50\r\n\r\nabc")

    async with asyncio.timeout(5):
        await closed(reader)
        await stub.disconnected.wait()
    writer.close()


async def test_a_slow_answer_is_no_slow_request(
    gate: Gate, stubs: dict[str, Stub], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Wire, "head_seconds", 0.2)
    monkeypatch.setattr(Wire, "body_seconds", 0.2)
    tell = stubs["cart"]._tell

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.6)
        await tell(scope, receive, send)

    stubs["cart"].handlers["/api/v1/cart/items"] = slow

    assert (await gate.client.post("/api/v1/cart/items", content=b"x")).status_code == 200


async def test_requests_in_one_packet_are_answered_in_turn(gate: Gate) -> None:
    two = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n" * 2

    answer = await gate.raw(two + b"GET /nothing HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")

    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert answer.count(b"HTTP/1.1 404 ") == 1


async def closed(reader: asyncio.StreamReader) -> None:
    try:
        while await reader.read(65536):
            continue
    except ConnectionError:
        return
