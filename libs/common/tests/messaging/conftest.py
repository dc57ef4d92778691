"""Two services' tables, and a broker of our own whose retry queues rest for moments."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import aio_pika
import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from common import db
from common.clock import utcnow
from common.db import Sessions
from common.ddl import CORRELATION_V1, INBOX_V1, OPERATIONS_V1, OUTBOX_V1, SEEN_V1
from common.events.base import Event
from common.events.orders import OrderCancelled, OrderPaid, OrderPlaced
from common.events.registry import PUBLISHERS
from common.ids import new_id
from common.inbox import Inbox, InboxColumns
from common.outbox import Outbox, OutboxColumns
from common.parked import ParkedColumns, QueueColumns, Tables
from common.testing import Backing
from common.topology import RETRY_TTL, definitions, permissions

REST = 400
SUBSCRIPTIONS: dict[str, tuple[type[Event], ...]] = {
    "catalog": (OrderPaid, OrderPlaced),
    "payments": (OrderCancelled,),
}


class OrdersBase(DeclarativeBase):
    metadata = db.schema("orders")


class OutboxRow(OutboxColumns, OrdersBase):
    pass


class OrdersParkedRow(ParkedColumns, OrdersBase):
    pass


class OrdersQueueRow(QueueColumns, OrdersBase):
    pass


class CatalogBase(DeclarativeBase):
    metadata = db.schema("catalog")


class InboxRow(InboxColumns, CatalogBase):
    pass


class CatalogOutboxRow(OutboxColumns, CatalogBase):
    pass


class ParkedRow(ParkedColumns, CatalogBase):
    pass


class QueueRow(QueueColumns, CatalogBase):
    pass


class EffectRow(CatalogBase):
    """What handling an event leaves behind; nothing here stops it from happening twice."""

    __tablename__ = "effects"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    event_id: Mapped[UUID]


Paid = Callable[..., OrderPaid]


@pytest.fixture
def paid() -> Paid:
    """Return a function: (order, version) → the fact that the order is paid."""

    def build(order_id: UUID | None = None, version: int = 1) -> OrderPaid:
        order = order_id or new_id()
        return OrderPaid(
            occurred_at=utcnow(),
            aggregate_id=order,
            aggregate_version=version,
            order_id=order,
            number="S-1",
            lines=(),
        )

    return build


@pytest.fixture
def eventually() -> Callable[..., Awaitable[None]]:
    """Return a function that polls until a check returns what it should."""

    async def poll(
        check: Callable[[], Awaitable[Any]], until: Any = True, *, within: float = 15
    ) -> None:
        deadline = time.monotonic() + within
        while (seen := await check()) != until:
            assert time.monotonic() < deadline, f"still {seen!r}, not {until!r}"
            await asyncio.sleep(0.02)

    return poll


@dataclass
class Node:
    """A RabbitMQ node that may be killed."""

    home: Path
    offset: int
    process: subprocess.Popen[str] | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def start(self) -> None:
        command = [sys.executable, "-m", "soko.backing", "up", "--home", str(self.home)]
        command += ["--offset", str(self.offset), "--only", "rabbitmq"]
        command += ["--definitions", str(self.home / "topology")]
        self.process = subprocess.Popen(  # noqa: S603  our own launcher
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.facts = json.loads(self.process.stdout.readline())

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(60)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()

    def kill(self) -> None:
        """End the node without warning."""
        os.kill(self.facts["pids"]["rabbitmq"], signal.SIGKILL)
        self.stop()

    def url(self, user: str) -> str:
        return str(self.facts["broker"]["urls"][user])

    async def control(self, *words: str) -> str:
        """Have the node do what only its own command can."""
        folder = self.home / "rabbitmq"
        environment = os.environ | {
            "HOME": str(folder),
            "ERL_EPMD_PORT": str(4370 + self.offset),
            "RABBITMQ_NODENAME": "soko@localhost",
            "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
        }
        process = await asyncio.create_subprocess_exec(
            *(_rabbitmqctl(), "--quiet", *words),
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()
        return said.decode()

    @property
    def admin_url(self) -> str:
        return str(self.facts["broker"]["admin_url"])

    async def depth(self, queue: str) -> int:
        """How many messages wait there."""
        async with self.admin() as channel:
            found = await channel.declare_queue(queue, passive=True)
        return found.declaration_result.message_count or 0

    async def empty(self) -> None:
        async with self.admin() as channel:
            for queue in definitions(SUBSCRIPTIONS)["queues"]:
                await (await channel.get_queue(queue["name"], ensure=False)).purge()

    async def put(self, body: bytes, *, key: str = OrderPaid.name, **properties: Any) -> None:
        """Publish anything at all, as an administrator."""
        async with self.admin() as channel:
            exchange = await channel.get_exchange("ev.orders", ensure=False)
            message = aio_pika.Message(body, delivery_mode=2, **properties)
            await exchange.publish(message, key, timeout=5)

    @asynccontextmanager
    async def admin(self) -> AsyncIterator[aio_pika.abc.AbstractChannel]:
        async with (
            await aio_pika.connect(self.admin_url, timeout=5) as connection,
            connection.channel(on_return_raises=True) as channel,
        ):
            yield channel


@pytest.fixture(scope="session")
def shared_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    home = tmp_path_factory.mktemp("broker")
    (home / "topology").mkdir()
    for name, content in {
        "definitions.json": definitions(SUBSCRIPTIONS, ttl=dict.fromkeys(RETRY_TTL, REST)),
        "permissions.json": {user: permissions(user) for user in (*PUBLISHERS, "gateway")},
    }.items():
        (home / "topology" / name).write_text(json.dumps(content))
    node = Node(home, _free_offset())
    node.start()
    yield node
    node.stop()


@pytest_asyncio.fixture
async def node(shared_node: Node) -> Node:
    """The broker, its queues empty."""
    await shared_node.empty()
    return shared_node


def _rabbitmqctl() -> str:
    # The one on the PATH runs as the system's broker; this one lies beside the server.
    servers = Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmqctl")
    return str(max(servers))


def _free_offset() -> int:
    first = 2050 + os.getpid() % 40 * 100  # between those of the shared backing
    return next(n for n in count(first, 100) if all(_is_free(p + n) for p in (5673, 25673, 4370)))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest_asyncio.fixture
async def database(backing: Backing) -> AsyncIterator[str]:
    """The name of a database with the tables of orders and catalog."""
    name = f"t_{new_id().hex}"
    admin = await asyncpg.connect(backing.admin_dsn)
    await admin.execute(f"create database {name} template soko")
    for service in ("orders", "catalog"):
        connection = await asyncpg.connect(_plain(backing, service, name))
        await connection.execute(OUTBOX_V1)
        await connection.execute(INBOX_V1)
        await connection.execute(CORRELATION_V1)
        await connection.execute(OPERATIONS_V1)
        await connection.execute(SEEN_V1)
        if service == "catalog":
            await connection.execute("create table effects (id uuid primary key, event_id uuid)")
        await connection.close()
    yield name
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


def _plain(backing: Backing, service: str, name: str) -> str:
    return _url(backing, service, name).replace("+asyncpg", "")


def _url(backing: Backing, service: str, name: str) -> str:
    return urlunsplit(urlsplit(backing.database_urls[service])._replace(path=f"/{name}"))


UrlFor = Callable[[str], str]


@pytest.fixture
def url_for(backing: Backing, database: str) -> UrlFor:
    """Return a function: service → its URL of this test's database."""
    return lambda service: _url(backing, service, database)


@pytest_asyncio.fixture
async def engine_for(url_for: UrlFor) -> AsyncIterator[Callable[[str], AsyncEngine]]:
    made: dict[str, AsyncEngine] = {}

    def engine(service: str) -> AsyncEngine:
        if service not in made:
            made[service] = create_async_engine(url_for(service), pool_size=20)
        return made[service]

    yield engine
    for engine_ in made.values():
        await engine_.dispose()


class OrdersTx:
    def __init__(self, session: Any) -> None:
        self.session = session
        self.outbox = Outbox(session, OutboxRow, "orders")


class CatalogTx:
    def __init__(self, session: Any) -> None:
        self.session = session
        self.inbox = Inbox(session, InboxRow, "catalog")
        self.outbox = Outbox(session, CatalogOutboxRow, "catalog")


@asynccontextmanager
async def _open_catalog(sessions: Sessions) -> AsyncIterator[CatalogTx]:
    async with sessions.begin() as session:
        yield CatalogTx(session)


@pytest.fixture
def open_catalog() -> Callable[[Sessions], AbstractAsyncContextManager[CatalogTx]]:
    """The opener of catalog's transactions, as its worker takes it."""
    return _open_catalog


@pytest.fixture
def catalog_tx(catalog: Sessions) -> Callable[[], AbstractAsyncContextManager[CatalogTx]]:
    """Return a function that opens a transaction of catalog."""
    return lambda: _open_catalog(catalog)


@pytest.fixture
def metadata() -> dict[str, MetaData]:
    """Service → what its mapped tables say."""
    return {"orders": OrdersBase.metadata, "catalog": CatalogBase.metadata}


@pytest.fixture
def outbox_row() -> type[OutboxColumns]:
    """The outbox table of orders."""
    return OutboxRow


@pytest.fixture
def catalog_outbox_row() -> type[OutboxColumns]:
    """The outbox table of catalog."""
    return CatalogOutboxRow


@pytest.fixture
def catalog_operations() -> Tables:
    """What operators see of catalog."""
    return Tables(service="catalog", outbox=CatalogOutboxRow, parked=ParkedRow, queues=QueueRow)


@pytest.fixture
def catalog_inbox_row() -> type[InboxColumns]:
    """The inbox table of catalog."""
    return InboxRow


OpenOrders = Callable[[], AbstractAsyncContextManager[OrdersTx]]


@pytest.fixture
def orders(engine_for: Callable[[str], AsyncEngine]) -> OpenOrders:
    """Return a function that opens a transaction of orders."""
    sessions = db.sessions(engine_for("orders"))

    @asynccontextmanager
    async def open_tx() -> AsyncIterator[OrdersTx]:
        async with sessions.begin() as session:
            yield OrdersTx(session)

    return open_tx


@pytest.fixture
def catalog(engine_for: Callable[[str], AsyncEngine]) -> Sessions:
    return db.sessions(engine_for("catalog"))


@pytest.fixture
def effects(catalog: Sessions) -> Callable[[], Awaitable[list[UUID]]]:
    """Return a function: the events whose effects stand, in the order they happened."""

    async def read() -> list[UUID]:
        async with catalog() as session:
            found = await session.scalars(text("select event_id from effects order by id"))
            return list(found)

    return read
