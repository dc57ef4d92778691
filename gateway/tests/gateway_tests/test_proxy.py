"""What passes between a client and a service."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from common.testing import Tokens
from gateway_tests.conftest import Gate, Opened, Stub, listening, reply, until


def code(answer: httpx.Response) -> Any:
    return answer.json()["code"]


async def test_path_query_and_body_arrive_as_they_were_sent(
    client: httpx.AsyncClient, stubs: dict[str, Stub]
) -> None:
    answer = await client.post("/api/v1/cart/items?a=%20b&a=2&c", json={"quantity": 1})

    told = stubs["cart"].seen[0]
    assert answer.json() == told
    assert (told["path"], told["query"]) == ("/api/v1/cart/items", "a=%20b&a=2&c")
    assert told["headers"]["content-type"] == "application/json"
    assert told["size"] == len(b'{"quantity":1}')


async def test_what_a_client_may_not_say_about_itself_is_stripped(
    client: httpx.AsyncClient, stubs: dict[str, Stub]
) -> None:
    forged = {
        "x-service-token": "x",
        "x-user-id": "1",
        "x-user": "1",
        "x-roles": "admin",
        "x-forwarded-for": "10.9.9.9",
        "x-forwarded-host": "evil.example",
        "forwarded": "for=10.9.9.9",
        "x-real-ip": "10.9.9.9",
        "x-http-method-override": "DELETE",
        "x-original-url": "/internal",
        "connection": "keep-alive, x-secret",
        "x-secret": "1",
        "te": "trailers",
        "proxy-authorization": "x",
        "host": "evil.example",
    }

    await client.get("/api/v1/cart", headers={**forged, "x-cart-token": "mine"})

    seen = stubs["cart"].seen[0]["headers"]
    gone = forged.keys() - {"x-forwarded-for", "x-forwarded-host", "connection", "host"}
    assert not gone & seen.keys()
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["x-forwarded-host"] == "shop.example"
    assert seen["x-forwarded-proto"] == "https"
    assert seen["host"] in stubs["cart"].url
    assert seen["x-cart-token"] == "mine"


async def test_an_answer_loses_what_belongs_to_the_hop(
    client: httpx.AsyncClient, stubs: dict[str, Stub]
) -> None:
    async def answer(_: Any, __: Any, send: Any) -> None:
        headers = (
            ("x-powered-by", "x"),
            ("access-control-allow-origin", "*"),
            ("keep-alive", "timeout=9"),
            ("x-request-id", "theirs"),
            ("location", "/api/v1/cart/items/1"),
            ("content-encoding", "gzip"),
        )
        await reply(send, 201, b"not really gzip", headers)

    stubs["cart"].handlers["/api/v1/cart/items"] = answer

    async with client.stream("POST", "/api/v1/cart/items") as got:
        body = b"".join([chunk async for chunk in got.aiter_raw()])

    assert got.status_code == 201
    assert body == b"not really gzip"
    assert got.headers["location"] == "/api/v1/cart/items/1"
    assert got.headers["x-request-id"] != "theirs"
    assert not {"x-powered-by", "access-control-allow-origin", "keep-alive"} & got.headers.keys()


async def test_a_redirect_is_the_clients_to_follow(
    client: httpx.AsyncClient, stubs: dict[str, Stub]
) -> None:
    async def moved(_: Any, __: Any, send: Any) -> None:
        await reply(send, 303, b"", (("location", "https://elsewhere.example/"),))

    stubs["payments"].handlers["/api/v1/payments/return/chapa/ABC"] = moved

    answer = await client.get("/api/v1/payments/return/chapa/ABC?status=x")

    assert answer.status_code == 303
    assert answer.headers["location"] == "https://elsewhere.example/"


async def test_a_body_streams_through_before_it_is_complete(
    client: httpx.AsyncClient, stubs: dict[str, Stub], signed: Tokens
) -> None:
    first_seen = asyncio.Event()
    sizes = []

    async def take(_: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            message = await receive()
            sizes.append(len(message["body"]))
            more = message["more_body"]
            if sizes[-1]:
                first_seen.set()
        await reply(send, 201, {"size": sum(sizes)})

    async def body() -> AsyncIterator[bytes]:
        yield b"x" * 100_000
        await first_seen.wait()
        yield b"y" * 200_000

    path = "/api/v1/admin/products/1/images"
    stubs["catalog"].handlers[path] = take

    async with asyncio.timeout(5):
        answer = await client.post(
            path, content=body(), headers=signed.bearer(None, "catalog:write")
        )

    assert answer.json() == {"size": 300_000}


async def test_events_pass_one_by_one_and_end_when_the_client_leaves(
    gate: Gate, stubs: dict[str, Stub]
) -> None:
    taken = asyncio.Queue[str]()
    stub = stubs["orders"]

    async def events(_: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for number in range(3):
            body = f"id: {number}\n\n".encode()
            await send({"type": "http.response.body", "body": body, "more_body": True})
            await taken.get()
        while (await receive())["type"] != "http.disconnect":
            continue
        stub.disconnected.set()

    stub.handlers["/api/v1/orders/1/events"] = events

    async with asyncio.timeout(5):
        async with gate.client.stream(
            "GET", "/api/v1/orders/1/events", headers={"x-order-token": "t"}
        ) as answer:
            assert answer.headers["content-type"] == "text/event-stream"
            at = 0
            async for chunk in answer.aiter_raw():
                assert chunk == f"id: {at}\n\n".encode()
                at += 1
                await taken.put("go")
                if at == 3:
                    break
        await stub.disconnected.wait()


async def test_an_endless_answer_ends_well_when_the_gateway_stops(
    opened: Opened, stubs: dict[str, Stub]
) -> None:
    async def events(_: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"id: 1\n\n", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            continue

    stubs["orders"].handlers["/api/v1/orders/1/events"] = events

    async with (
        opened() as gate,
        gate.client.stream(
            "GET", "/api/v1/orders/1/events", headers={"x-order-token": "t"}
        ) as answer,
    ):
        chunks = answer.aiter_raw()
        assert await anext(chunks) == b"id: 1\n\n"
        gate.gateway.drain()
        assert [chunk async for chunk in chunks] == []


async def test_a_client_that_leaves_ends_the_call(gate: Gate, stubs: dict[str, Stub]) -> None:
    stub = stubs["cart"]
    called = asyncio.Event()

    async def slow(_: Any, receive: Any, __: Any) -> None:
        called.set()
        while (await receive())["type"] != "http.disconnect":
            continue
        stub.disconnected.set()

    stub.handlers["/api/v1/cart"] = slow
    _, writer = await asyncio.open_connection(gate.host, gate.port)
    writer.write(b"GET /api/v1/cart HTTP/1.1\r\nhost: x\r\n\r\n")
    await asyncio.wait_for(called.wait(), 5)

    writer.close()

    await asyncio.wait_for(stub.disconnected.wait(), 5)


async def test_a_client_that_leaves_within_its_body_ends_the_call(
    gate: Gate, stubs: dict[str, Stub]
) -> None:
    stub = stubs["cart"]
    begun = asyncio.Event()

    async def take(_: Any, receive: Any, __: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            begun.set()
        stub.disconnected.set()

    stub.handlers["/api/v1/cart/items"] = take
    _, writer = await asyncio.open_connection(gate.host, gate.port)
    writer.write(b"POST /api/v1/cart/items HTTP/1.1\r\nhost: x\r\ncontent-length: 90\r\n\r\nhalf")
    await asyncio.wait_for(begun.wait(), 5)

    writer.close()

    await asyncio.wait_for(stub.disconnected.wait(), 5)


async def test_a_service_that_is_down_is_a_problem_to_try_again(
    opened: Opened,
) -> None:
    sock = listening()
    nobody = f"http://127.0.0.1:{sock.getsockname()[1]}"
    async with opened(cart_url=nobody, catalog_url=nobody) as gate:
        for method, path in (
            ("GET", "/api/v1/cart"),
            ("POST", "/api/v1/cart/items"),
            ("GET", "/api/v1/products"),
        ):
            answer = await gate.client.request(method, path)
            assert answer.status_code == 503
            assert code(answer) == "unavailable"
            assert answer.headers["retry-after"] == "1"
    sock.close()


@dataclass
class Rude:
    """A server that takes requests and hangs up, until it is told to behave."""

    calls: int = 0
    behaves: bool = False

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.calls += 1
        await reader.readuntil(b"\r\n\r\n")
        if self.behaves:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
            await writer.drain()
        writer.close()


async def test_after_too_many_failures_a_service_is_left_alone_and_comes_back(
    opened: Opened,
) -> None:
    rude = Rude()
    listener = await asyncio.start_server(rude, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    async with opened(cart_url=url) as gate:
        for _ in range(12):
            assert (await gate.client.post("/api/v1/cart/items")).status_code == 503
        assert rude.calls == 8
        rude.behaves = True

        async def is_back() -> bool:
            return (await gate.client.post("/api/v1/cart/items")).status_code == 200

        await until(is_back)
        assert rude.calls == 9
    listener.close()


async def test_a_service_that_is_slow_is_a_problem(
    gate: Gate, stubs: dict[str, Stub], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(_: Any, receive: Any, __: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            continue
        stubs["cart"].disconnected.set()

    stubs["cart"].handlers["/api/v1/cart"] = slow
    rows = gate.gateway._table.find("/api/v1/cart")
    object.__setattr__(rows["GET"], "deadline", 0.2)
    try:
        began = time.monotonic()
        answer = await gate.client.get("/api/v1/cart")
    finally:
        object.__setattr__(rows["GET"], "deadline", 10.0)

    assert (answer.status_code, code(answer)) == (503, "unavailable")
    assert time.monotonic() - began < 2
    await asyncio.wait_for(stubs["cart"].disconnected.wait(), 5)


async def test_an_answer_that_breaks_off_is_seen_as_broken(opened: Opened) -> None:
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")
        await writer.drain()
        writer.close()

    rude = await asyncio.start_server(half, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{rude.sockets[0].getsockname()[1]}"
    async with opened(cart_url=url) as gate:
        with pytest.raises(httpx.RemoteProtocolError):
            await gate.client.get("/api/v1/cart")
    rude.close()


async def test_a_refusal_without_words_becomes_a_problem(
    client: httpx.AsyncClient, stubs: dict[str, Stub]
) -> None:
    async def crash(_: Any, __: Any, send: Any) -> None:
        await reply(send, 500, b"Traceback: secret", (("content-type", "text/plain"),))

    stubs["cart"].handlers["/api/v1/cart"] = crash

    answer = await client.get("/api/v1/cart")

    assert (answer.status_code, code(answer)) == (500, "internal_error")
    assert "secret" not in answer.text


async def test_a_services_own_problem_passes_unchanged(
    client: httpx.AsyncClient, stubs: dict[str, Stub]
) -> None:
    async def refuse(_: Any, __: Any, send: Any) -> None:
        headers = (("content-type", "application/problem+json"), ("retry-after", "7"))
        await reply(send, 409, {"code": "cart_empty"}, headers)

    stubs["cart"].handlers["/api/v1/cart"] = refuse

    answer = await client.get("/api/v1/cart")

    assert (answer.status_code, answer.json()) == (409, {"code": "cart_empty"})
    assert answer.headers["retry-after"] == "7"


async def test_the_older_paths_take_a_trailing_slash(
    client: httpx.AsyncClient, stubs: dict[str, Stub]
) -> None:
    for path in ("/payments/verify/chapa/", "/payments/verify/chapa"):
        await client.post(path)
        await client.get(f"{path}?tx_ref=1")

    assert {told["path"] for told in stubs["payments"].seen} == {"/payments/verify/chapa"}
