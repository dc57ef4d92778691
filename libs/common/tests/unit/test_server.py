"""A server that ends, or hands its port over, is noticed by nobody."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import uvicorn
import uvloop

from common import handover, server
from common.health import Readiness
from common.server import Server


class _InTest(Server):
    """A server that is told of signals by the test."""

    @asynccontextmanager
    async def running(self, sock: socket.socket) -> AsyncIterator[None]:
        serving = asyncio.create_task(self._serve([sock]))
        while not self.started:  # noqa: ASYNC110  uvicorn's flag
            await asyncio.sleep(0.005)
        try:
            yield
        finally:
            self.should_exit = True
            await serving

    def terminate(self) -> None:
        self.handle_exit(signal.SIGTERM, None)


@dataclass
class Slow:
    """An application whose `/slow` answers when the test says so."""

    name: str = ""
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        if scope["path"] == "/slow":
            self.asked.set()
            await self.go_on.wait()
        body = self.name.encode()
        length = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": length})
        await send({"type": "http.response.body", "body": body})


def _serving(app: Slow, **more: Any) -> _InTest:
    return _InTest(uvicorn.Config(app, http="httptools", lifespan="off", log_config=None), **more)


@dataclass(frozen=True)
class Port:
    """A bound socket, and where clients find it."""

    sock: socket.socket
    number: int

    def __call__(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.number}{path}"

    async def refuses(self) -> None:
        """Wait until nobody accepts connections any more."""

        async def accepts() -> bool:
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.number)
                writer.close()
                return True
            return False

        while await accepts():  # noqa: ASYNC110  asked as a client asks
            await asyncio.sleep(0.01)


@pytest.fixture
def port() -> Iterator[Port]:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield Port(bound, bound.getsockname()[1])


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the phases of an end take fractions of their time."""
    monkeypatch.setattr(server, "UNREADY_SECONDS", 0.4)
    monkeypatch.setattr(server, "LINGER_SECONDS", 0.8)


@pytest.mark.usefixtures("quick")
async def test_after_sigterm_it_is_unready_and_each_answer_is_its_connections_last(
    port: Port,
) -> None:
    readiness = Readiness()
    it = _serving(Slow(), leave=readiness.leave)
    async with httpx.AsyncClient() as client, it.running(port.sock):
        before = await client.get(port())
        it.terminate()
        while await readiness():  # noqa: ASYNC110  asked as a probe asks
            await asyncio.sleep(0.01)
        on_the_old_one = await client.get(port())
        on_a_new_one = await client.get(port())

    assert "connection" not in before.headers
    assert on_the_old_one.headers["connection"] == "close"
    assert on_a_new_one.headers["connection"] == "close"


@pytest.mark.usefixtures("quick")
async def test_what_is_under_way_finishes(port: Port) -> None:
    app = Slow()
    it = _serving(app)
    async with httpx.AsyncClient() as client:
        async with it.running(port.sock):
            answering = asyncio.create_task(client.get(port("/slow")))
            await app.asked.wait()
            it.terminate()
            await port.refuses()
            assert not answering.done()
            app.go_on.set()
        assert (await answering).status_code == 200


@pytest.mark.usefixtures("quick")
async def test_a_connection_that_idles_is_served_once_more_before_it_is_closed(
    port: Port,
) -> None:
    it = _serving(Slow())
    async with httpx.AsyncClient() as client, it.running(port.sock):
        await client.get(port())
        (idle,) = it.server_state.connections
        it.terminate()
        await port.refuses()

        answer = await client.get(port())

        assert answer.headers["connection"] == "close"
        while idle in it.server_state.connections:  # noqa: ASYNC110  uvicorn's set
            await asyncio.sleep(0.01)


async def test_an_interrupt_does_not_wait_for_those_who_route(port: Port) -> None:
    readiness = Readiness()
    it = _serving(Slow(), leave=readiness.leave)
    async with httpx.AsyncClient() as client, it.running(port.sock):
        await client.get(port())
        it.handle_exit(signal.SIGINT, None)
        # With its true phases it would wait for seconds.
        async with asyncio.timeout(server.UNREADY_SECONDS):
            await port.refuses()

    assert not await readiness()


@pytest.mark.usefixtures("quick")
def test_a_port_passes_from_one_process_to_the_next_without_a_lost_request(port: Port) -> None:
    # On the loop that processes have: asyncio's own drops what it has just accepted.
    uvloop.run(_passed_on(port))


async def _passed_on(port: Port) -> None:
    old, new = _serving(Slow("old")), _serving(Slow("new"))
    answers: list[str] = []
    over = asyncio.Event()

    async def ask() -> None:
        async with httpx.AsyncClient() as client:
            while not over.is_set():
                answer = await client.post(port())
                answers.append(answer.text)
                if len(answers) % 3:
                    await client.post(port(), headers={"connection": "close"})

    shared = socket.socket(fileno=os.dup(port.sock.fileno()))
    async with new.running(shared), asyncio.TaskGroup() as clients:
        async with old.running(port.sock):
            for _ in range(8):
                clients.create_task(ask())
            await _until(lambda: {"old", "new"} <= set(answers))
            old.terminate()
            await _until(lambda: not old.servers[0].is_serving())
        last = len(answers)
        await _until(lambda: len(answers) > last + 50)
        over.set()

    assert set(answers[last + 10 :]) == {"new"}


async def test_whoever_waits_is_told_once_it_is_ready() -> None:
    reading, writing = os.pipe()
    ready = asyncio.Event()

    async def is_ready() -> bool:
        return ready.is_set()

    environment = {handover.READY: str(writing)}
    telling = asyncio.create_task(handover.tell_when(is_ready, environment))
    await asyncio.sleep(0)
    assert environment == {}  # nothing that is started later is to hear of it
    os.set_blocking(reading, False)
    with pytest.raises(BlockingIOError):
        os.read(reading, 10)
    ready.set()
    await telling

    assert (os.read(reading, 10), os.read(reading, 10)) == (b"ready\n", b"")
    os.close(reading)


async def test_a_socket_that_was_handed_over_is_used(
    port: Port, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = handover.described({1: 99, port.number: os.dup(port.sock.fileno())})
    monkeypatch.setenv(handover.LISTEN, handed)

    with handover.listener("127.0.0.1", port.number) as taken:
        assert taken.getsockname() == port.sock.getsockname()
        assert not taken.get_inheritable()
    with handover.listener("127.0.0.1", 0) as own:
        assert own.getsockname()[1] != port.number


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110  what is polled has no event
            await asyncio.sleep(0.01)
