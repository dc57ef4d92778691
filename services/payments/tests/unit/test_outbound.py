import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest

from common import http
from payments.adapters.outbound import Outbound
from payments.usecases.problems import ProviderSilent

HEAD = b"HTTP/1.1 %s\r\ncontent-type: application/json\r\nconnection: close\r\n"
ANSWERS = {
    "500": HEAD % b"500 Oops" + b"content-length: 2\r\n\r\n{}",
    "502 with a page": HEAD % b"502 Bad" + b"content-length: 6\r\n\r\n<html>",
    "429": HEAD % b"429 Slow" + b"content-length: 2\r\nretry-after: 9\r\n\r\n{}",
    "nonsense": b"what?\r\n\r\n",
    "cut off": HEAD % b"200 OK" + b"content-length: 100\r\n\r\n{",
    "too large": HEAD % b"200 OK" + b"content-length: 2000000\r\n\r\n" + b" " * 2_000_000,
    "nothing": b"",
}


@asynccontextmanager
async def answering(answer: bytes | None) -> AsyncIterator[str]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(asyncio.current_task())
        with suppress(ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            if answer is None:
                await reader.read()
            else:
                writer.write(answer)
            writer.close()
            await writer.wait_closed()

    served: list[asyncio.Task[None] | None] = []
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    await asyncio.wait([task for task in served if task], timeout=5)


async def call(url: str, *, patience: float = 5, times: int = 1) -> Outbound:
    async with http.client(url) as client:
        outbound = Outbound("test", client, {})
        for _ in range(times):
            with pytest.raises(ProviderSilent):
                await outbound.call("ask", "GET", "x", patience=timedelta(seconds=patience))
        return outbound


@pytest.mark.parametrize("name", ANSWERS)
async def test_an_answer_that_is_none_is_silence(name: str) -> None:
    async with answering(ANSWERS[name]) as url:
        await call(url)


async def test_nobody_is_waited_for_longer_than_the_patience_lasts() -> None:
    async with answering(None) as url:
        await call(url, patience=0.2)


async def test_a_closed_door_is_silence() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        await call(f"http://127.0.0.1:{probe.getsockname()[1]}/")


async def test_a_redirect_is_not_followed() -> None:
    moved = HEAD % b"302 Found" + b"location: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n"
    async with answering(moved) as url, http.client(url) as client:
        reply = await Outbound("test", client, {}).call(
            "ask", "GET", "x", patience=timedelta(seconds=5)
        )

    assert reply.status == 302


async def test_five_silences_in_a_row_close_the_way_for_a_while() -> None:
    async with answering(ANSWERS["500"]) as url:
        before = await call(url, times=4)
        after = await call(url, times=6)

    assert before.is_reachable("ask")
    assert not after.is_reachable("ask")
    assert after.is_reachable("begin")
