import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import uvicorn
from pydantic import SecretStr

from simulator.main import create_app
from simulator.settings import Settings

KEY = "CHASECK_TEST-key"
WEBHOOK_SECRET = "test-chapa-webhook-secret"
DEADLINE_S = 10.0

Client = httpx.AsyncClient
Until = Callable[[Callable[[], Any]], Awaitable[Any]]


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Shop:
    """A merchant that writes down who calls; `answers` are used up first, then it says 200."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def webhooks(self) -> list[Call]:
        return [call for call in self.calls if call.method == "POST"]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message["more_body"]
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        query = scope["query_string"].decode()
        self.calls.append(Call(scope["method"], scope["path"], query, headers, body))
        status = self.answers.pop(0) if self.answers and scope["method"] == "POST" else 200
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@asynccontextmanager
async def served(app: Any, lifespan: Any = "off") -> AsyncIterator[str]:
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, lifespan=lifespan, ws="none", log_level="error", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        listening.close()


@pytest.fixture
def until() -> Until:
    async def wait(holds: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            found = holds()
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return found
            await asyncio.sleep(0.01)
        raise AssertionError("it did not happen in time")

    return wait


@pytest.fixture(scope="session")
def open_shop() -> Iterator[Shop]:
    """One server in a thread for all tests: starting and stopping one costs a fifth of a second."""
    shop = Shop()
    closing = threading.Event()
    opened = threading.Event()

    async def serve() -> None:
        async with served(shop) as shop.url:
            opened.set()
            await asyncio.to_thread(closing.wait)

    thread = threading.Thread(target=asyncio.run, args=[serve()])
    thread.start()
    opened.wait(DEADLINE_S)
    yield shop
    closing.set()
    thread.join()


@pytest.fixture
def shop(open_shop: Shop) -> Shop:
    open_shop.calls.clear()
    open_shop.answers.clear()
    return open_shop


@pytest.fixture
def settings(shop: Shop, tmp_path: Path) -> Settings:
    return Settings(
        simulator_url="http://pay.test",
        simulator_book=tmp_path / "book.jsonl",
        chapa_secret_key=SecretStr(KEY),
        chapa_webhook_secret=SecretStr(WEBHOOK_SECRET),
        chapa_webhook_url=f"{shop.url}/webhooks/chapa",
    )


@pytest_asyncio.fixture
async def app(settings: Settings) -> AsyncIterator[Any]:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest_asyncio.fixture
async def client(app: Any) -> AsyncIterator[Client]:
    transport = httpx.ASGITransport(app)
    headers = {"authorization": f"Bearer {KEY}"}
    async with Client(transport=transport, base_url="http://pay.test", headers=headers) as client:
        yield client


@pytest.fixture
def order() -> Callable[..., dict[str, Any]]:
    def build(**changes: Any) -> dict[str, Any]:
        body = {
            "amount": "450.00",
            "currency": "ETB",
            "tx_ref": "7ZK2M9QX4T1B",
            "first_name": "Hirut",
            "last_name": "Tesfaye",
            "phone_number": "0911223344",
            "return_url": "http://localhost:8000/back?attempt=1",
            "customization": {"title": "Soko <shop>", "description": "Order 1"},
        }
        return {name: value for name, value in (body | changes).items() if value is not None}

    return build


@pytest.fixture
def begin(client: Client, order: Callable[..., Any]) -> Callable[..., Awaitable[httpx.Response]]:
    async def send(**changes: Any) -> httpx.Response:
        return await client.post("/chapa/v1/transaction/initialize", json=order(**changes))

    return send


@pytest.fixture
def decide(client: Client) -> Callable[..., Awaitable[httpx.Response]]:
    async def send(outcome: str, reference: str = "7ZK2M9QX4T1B") -> httpx.Response:
        return await client.post(
            f"/control/transactions/chapa/{reference}/decision", json={"outcome": outcome}
        )

    return send


@pytest.fixture
def turn(client: Client) -> Callable[..., Awaitable[None]]:
    async def send(**dials: Any) -> None:
        answer = await client.put("/control/faults", json={"chapa": dials})
        assert answer.status_code == 200, answer.text

    return send


@pytest.fixture
def serve() -> Callable[..., Any]:
    return served


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
