"""What a process says of itself while the database or the broker is down, slow or back."""

import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio
from pydantic import SecretStr

from common import health, shedding
from common.testing import Serving
from common.testing.wire import Wire, wire_to
from orders.adapters.feed import OrderFeed
from orders.api.streams import stream
from orders.main import create_app
from orders.settings import Settings

READY = {"status": "ready", "failing": [], "degraded": []}
NO_DATABASE = {"status": "unready", "failing": ["database"], "degraded": []}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every probe look for itself."""
    monkeypatch.setattr(health, "_REMEMBER_SECONDS", 0.0)


def _over(wire: Wire, url: str) -> str:
    parts = urlsplit(url)
    login, _, _ = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{login}@{wire.host}:{wire.at}"))


@pytest_asyncio.fixture
async def wire(settings: Settings) -> AsyncIterator[Wire]:
    """What lies between the process and its database."""
    async with wire_to(urlsplit(settings.database_url).port or 0) as wire:
        yield wire


Opened = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest_asyncio.fixture
async def opened(
    settings: Settings, wire: Wire, serving: Serving, asked: Any
) -> AsyncIterator[Opened]:
    """Return a function that starts a process and returns its client."""
    async with AsyncExitStack() as closing:

        async def start(**other: Any) -> httpx.AsyncClient:
            there = {"database_url": _over(wire, settings.database_url)} | other
            app = create_app(settings.model_copy(update=there), asked=asked)
            return await closing.enter_async_context(serving(app))

        yield start


async def _says(client: httpx.AsyncClient, status: int, body: dict[str, Any]) -> None:
    """Ask until it says so; what it said last stands in the failure."""
    for _ in range(100):
        answer = await client.get("/readyz")
        if (answer.status_code, answer.json()) == (status, body):
            return
    assert (answer.status_code, answer.json()) == (status, body)


async def test_a_process_with_all_it_needs_is_ready(opened: Opened) -> None:
    await _says(await opened(), 200, READY)


@pytest.mark.parametrize("trouble", ["slow", "silent", "down"])
async def test_a_database_that_does_not_answer_in_time_takes_the_process_out_until_it_is_back(
    trouble: str, opened: Opened, wire: Wire
) -> None:
    client = await opened()
    await _says(client, 200, READY)

    wire.delay = (1.0, 1.0) if trouble == "slow" else (0.0, 0.0)
    wire.silent_up = wire.silent_down = trouble == "silent"
    wire.refusing = trouble == "down"
    if trouble == "down":
        wire.cut_all()
    await _says(client, 503, NO_DATABASE)
    alive = await client.get("/healthz")
    wire.heal()
    await _says(client, 200, READY)

    assert alive.status_code == 200


async def test_a_process_that_never_saw_its_database_becomes_ready_once_it_is_there(
    opened: Opened, wire: Wire
) -> None:
    wire.refusing = True
    client = await opened()
    await _says(client, 503, NO_DATABASE)
    wire.heal()
    await _says(client, 200, READY)


async def test_a_busy_pool_is_no_reason_to_be_taken_away(
    opened: Opened, serving: Serving, settings: Settings
) -> None:
    app = create_app(settings)
    async with serving(app) as client, AsyncExitStack() as busy:
        for _ in range(6):
            session = await busy.enter_async_context(app.state.sessions())
            await session.connection()
        await _says(client, 200, READY)


@pytest.mark.parametrize(
    ("revision", "status", "body"),
    [
        ("0001", 503, NO_DATABASE),
        ("unheard-of", 503, NO_DATABASE),
        (None, 503, NO_DATABASE),
        ("9999", 200, READY | {"degraded": ["schema"]}),
    ],
)
async def test_a_process_works_on_its_own_schema_and_on_the_next_ones(
    revision: str | None, status: int, body: dict[str, Any], opened: Opened, settings: Settings
) -> None:
    client = await opened()
    connection = await asyncpg.connect(settings.database_url.replace("+asyncpg", ""))
    await connection.execute("delete from orders.alembic_version")
    if revision is not None:
        await connection.execute("insert into orders.alembic_version values ($1)", revision)
    await connection.close()

    await _says(client, status, body)


async def test_a_broker_that_is_down_only_shows(opened: Opened) -> None:
    with socket.socket() as broker:
        broker.bind(("127.0.0.1", 0))
        client = await opened(broker_url=f"amqp://x:y@127.0.0.1:{broker.getsockname()[1]}/soko")
        await _says(client, 200, READY | {"degraded": ["broker"]})
        metrics = (await client.get("/metrics")).text
        broker.listen()
        await _says(client, 200, READY)

    assert 'soko_degraded{what="broker"} 1.0' in metrics


async def test_a_shared_store_that_is_down_only_shows(opened: Opened) -> None:
    with socket.socket() as store:
        store.bind(("127.0.0.1", 0))
        url = f"redis://:secret@127.0.0.1:{store.getsockname()[1]}/0"
        client = await opened(redis_url=SecretStr(url))
        await _says(client, 200, READY | {"degraded": ["redis"]})
        store.listen()
        await _says(client, 200, READY)


@pytest.fixture
def watchful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the outbox all the time."""
    monkeypatch.setattr(shedding, "LOOK_EVERY", 0.02)


@pytest.mark.parametrize(
    ("limit", "value"), [("MOST_PENDING", 0), ("OLDEST_SECONDS", -1.0)], ids=["many", "old"]
)
async def test_while_the_outbox_does_not_drain_orders_are_refused_and_all_else_goes_on(
    watchful: None, shopper: Any, limit: str, value: float
) -> None:
    placed = await shopper.placed()
    path = f"/api/v1/orders/{placed['id']}"

    with pytest.MonkeyPatch.context() as filling:
        filling.setattr(shedding, limit, value)
        await _says(shopper.client, 200, READY | {"degraded": ["outbox"]})
        refused = await shopper.order()
        read, cancelled = await shopper.get(path), await shopper.post(f"{path}/cancel", {})
    await _says(shopper.client, 200, READY)

    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert refused.headers["retry-after"] == "30"
    assert (read.status_code, cancelled.status_code) == (200, 200)
    await shopper.placed()


async def test_streams_end_with_their_process(shopper: Any, sessions: Any) -> None:
    order = await shopper.placed()
    feed = OrderFeed(sessions, at_most=1)
    response = stream(UUID(order["id"]), feed, last_seen=0, until=time.time() + 600)
    async with aclosing(response.body_iterator) as frames:  # type: ignore[type-var]
        seen = [await anext(frames), await anext(frames)]
        feed.end()
        rest = [frame async for frame in frames]

    assert seen[0] == b"retry: 2000\n\n"
    assert rest == []
