"""The client is our own: what it understands of HTTP is shown here."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from bench.wire import Address, Visit, WrongAnswer


@asynccontextmanager
async def answering(*answers):
    """A server that gives these answers, one after another, and keeps what it was sent."""
    heard = []

    async def serve(reader, writer):
        for answer in answers:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = head.partition("content-length: ")[2].partition("\r\n")[0]
            heard.append(head + (await reader.readexactly(int(length or 0))).decode())
            writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield Address(server.sockets[0].getsockname()[1]), heard


WHOLE = b"HTTP/1.1 201 Created\r\nContent-Length: 9\r\nX-Cart-Token: aB.c\r\n\r\n" + b'{"a": 1}\n'
PIECES = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"4\r\n[1,2\r\n2\r\n,3\r\n1\r\n]\r\n0\r\n\r\n"
)
NOTHING = b"HTTP/1.1 204 No Content\r\n\r\n"
REFUSAL = b"HTTP/1.1 409 Conflict\r\ncontent-length: 2\r\n\r\nno"


async def test_answers_are_read_whole_or_in_pieces_over_one_connection():
    async with answering(WHOLE, PIECES, NOTHING) as (address, _), Visit(address) as visit:
        first = await visit.ask("GET", "/one")
        second = await visit.ask("GET", "/two")
        third = await visit.ask("DELETE", "/three")

    assert (first.status, first.json(), first.header("x-cart-token")) == (201, {"a": 1}, "aB.c")
    assert second.json() == [1, 2, 3]
    assert (third.status, third.json()) == (204, None)


async def test_a_body_is_sent_as_json():
    async with answering(WHOLE) as (address, heard), Visit(address) as visit:
        await visit.ask("POST", "/carts", {"x-cart-token": "t"}, {"quantity": 1})

    assert heard[0].startswith("POST /carts HTTP/1.1\r\n")
    assert "\r\nx-cart-token: t\r\n" in heard[0]
    assert heard[0].endswith('\r\n\r\n{"quantity":1}')


async def test_a_refusal_where_a_yes_is_needed_is_a_wrong_answer():
    async with answering(REFUSAL) as (address, _), Visit(address) as visit:
        with pytest.raises(WrongAnswer, match="POST /orders: 409"):
            await visit.must("POST", "/orders", body={})


async def test_a_header_that_is_missing_is_a_wrong_answer():
    async with answering(NOTHING) as (address, _), Visit(address) as visit:
        answer = await visit.ask("GET", "/")

    with pytest.raises(WrongAnswer, match="x-cart-token"):
        answer.header("x-cart-token")
