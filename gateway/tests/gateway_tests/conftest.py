"""A real gateway on a real port, in front of small real servers that stand for the services."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import pytest_asyncio
import uvicorn
from pytest_asyncio import is_async_test

from common import tokens
from common.http import trusted
from common.settings import Profile
from common.testing import Tokens
from gateway.cache import Change
from gateway.main import server
from gateway.routes import Upstream
from gateway.settings import Settings

Handler = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass
class Stub:
    """Stands for a service: tells what it was asked, or does what a test says."""

    name: str
    jwks: dict[str, Any]
    url: str = ""
    seen: list[dict[str, Any]] = field(default_factory=list)
    handlers: dict[str, Handler] = field(default_factory=dict)
    disconnected: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        if scope["path"] == "/.well-known/jwks.json":
            await reply(send, 200, self.jwks)
            return
        handler = self.handlers.get(scope["path"], self._tell)
        await handler(scope, receive, send)

    async def _tell(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        told = {
            "service": self.name,
            "method": scope["method"],
            "path": scope["raw_path"].decode(),
            "query": scope["query_string"].decode(),
            "headers": {name.decode(): value.decode() for name, value in scope["headers"]},
            "size": len(body),
        }
        self.seen.append(told)
        await reply(send, 200, told)


async def reply(
    send: Any, status: int, body: Any, headers: tuple[tuple[str, str], ...] = ()
) -> None:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    given = dict(headers)
    given.setdefault("content-type", "application/json")
    given.setdefault("content-length", str(len(content)))
    pairs = [(name.encode(), value.encode()) for name, value in given.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": content})


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110  another process or clock decides
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def running(it: uvicorn.Server, *sockets: socket.socket) -> AsyncIterator[str]:
    it.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    task = asyncio.create_task(it.serve(sockets=list(sockets)))
    while not it.started:
        if task.done():
            await task
        await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    finally:
        it.should_exit = True
        await task
        for sock in sockets:
            sock.close()


def listening() -> socket.socket:
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    return sock


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run all tests of this folder in one event loop, so that they share servers."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


class Street:
    """All five services on one server, told apart by their ports."""

    def __init__(self, jwks: dict[str, Any]) -> None:
        self._jwks = jwks
        self.by_name = {name.value: Stub(name.value, jwks) for name in Upstream}
        self.by_port: dict[int, Stub] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.by_port[scope["server"][1]](scope, receive, send)

    def forget(self) -> None:
        for stub in self.by_name.values():
            stub.jwks = self._jwks
            stub.seen.clear()
            stub.handlers.clear()
            stub.disconnected.clear()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def street(signed: Tokens) -> AsyncIterator[Street]:
    """The servers that stand for the services."""
    made = Street({"keys": [tokens.public_jwk(signed.user_key.public_pem, kid="test")]})
    sockets = []
    for stub in made.by_name.values():
        sockets.append(listening())
        port = sockets[-1].getsockname()[1]
        stub.url = f"http://127.0.0.1:{port}"
        made.by_port[port] = stub
    config = uvicorn.Config(
        made, log_config=None, access_log=False, lifespan="off", timeout_keep_alive=75
    )
    async with running(uvicorn.Server(config), *sockets):
        yield made


@pytest.fixture
def stubs(street: Street) -> dict[str, Stub]:
    """The five services, by name, with an empty memory."""
    street.forget()
    return street.by_name


Opened = Callable[..., contextlib.AbstractAsyncContextManager["Gate"]]


@dataclass
class Gate:
    """The gateway under test."""

    client: httpx.AsyncClient
    host: str
    port: int
    server: Any
    gateway: Any

    async def raw(self, data: bytes, *, until_close: bool = True) -> bytes:
        """Send bytes over a socket of its own and read what comes back."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            writer.write(data)
            async with asyncio.timeout(10):
                if until_close:
                    return await reader.read()
                return await reader.read(65536)
        finally:
            writer.close()


@contextlib.asynccontextmanager
async def gateway_before(services: Mapping[str, Stub], **overrides: Any) -> AsyncIterator[Gate]:
    known: dict[str, Any] = {
        "profile": Profile.TEST,
        "gateway_metrics_port": 0,
        "jwks_url": f"{services['users'].url}/.well-known/jwks.json",
        "public_url": "https://shop.example",
        **{f"{name}_url": stub.url for name, stub in services.items()},
    }
    it = server(Settings(**{**known, **overrides}))
    sock = listening()
    async with (
        running(it, sock) as url,
        httpx.AsyncClient(verify=trusted(), base_url=url, timeout=10) as client,
    ):
        host, port = sock.getsockname()
        yield Gate(client, host, port, it, it.config.app)


@pytest.fixture
def opened(stubs: dict[str, Stub]) -> Opened:
    """Return a function that opens a gateway with settings of the test's own."""

    def open_(**overrides: Any) -> contextlib.AbstractAsyncContextManager[Gate]:
        return gateway_before(stubs, **overrides)

    return open_


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_gate(street: Street) -> AsyncIterator[Gate]:
    """A gateway that all tests with ordinary wishes share."""
    origins = ("https://front.example",)
    async with gateway_before(street.by_name, cors_origins=origins, rate_auth=10_000) as it:
        yield it


@pytest.fixture
def gate(shared_gate: Gate, stubs: dict[str, Stub]) -> Gate:
    """A gateway with ordinary settings, one allowed origin and nothing kept."""
    shared_gate.gateway.cache.drop(Change(all=True))
    shared_gate.client.cookies.clear()
    return shared_gate


@pytest.fixture
def client(gate: Gate) -> httpx.AsyncClient:
    """A client of the gateway."""
    return gate.client
