"""One look at the whole shop: its five schemas, the provider's books, the mails, the broker."""

import importlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import aio_pika
import asyncpg
import httpx
from acceptance.fleet import Fleet

from chaos.tables import IDLE, QUERIES, Row
from common.events.registry import PUBLISHERS
from common.topology import RETRY_TTL, dead_queue, retry_queue, work_queues

_PAGE = 100


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What was there at one moment; of a run only what began with it."""

    at: datetime
    tables: Mapping[str, tuple[Row, ...]]
    books: tuple[Row, ...] = ()
    """What the providers themselves say they took and gave back, by their reference."""
    letters: tuple[Row, ...] = ()
    """What was delivered to somebody's mailbox, copies included."""
    queues: Mapping[str, int] = field(default_factory=dict)
    """Messages that wait in the broker, by queue."""
    consumers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Who must have heard an event, by its name."""
    idle: tuple[Row, ...] = ()
    intents: Mapping[str, int] = field(default_factory=dict)
    """How many orders each customer meant to place, by e-mail."""
    spare_copies: int = 0
    """How often a postman was killed: so many mails may have come twice."""
    planted: frozenset[str] = frozenset()
    """Ids of messages that nobody can read, put into queues on purpose: these are to be parked."""

    def __getitem__(self, table: str) -> tuple[Row, ...]:
        return self.tables.get(table, ())

    def of(self, table: str, order_id: UUID) -> list[Row]:
        """Return the rows of a table that are about one order."""
        return _grouped(self, table, "order_id").get(order_id, [])

    def by(self, table: str, column: str) -> Mapping[Any, list[Row]]:
        """Return the rows of a table by the value of a column."""
        return _grouped(self, table, column)

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


@cache
def _grouped(snapshot: Snapshot, table: str, column: str) -> Mapping[Any, list[Row]]:
    groups: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in snapshot[table]:
        groups[row[column]].append(row)
    return dict(groups)


async def look(fleet: Fleet, since: datetime, **known: Any) -> Snapshot:
    """Look at everything that began at `since` or later; `known` is what only the run knows."""
    tables, idle, at = await _tables(fleet, since)
    return Snapshot(
        at=at,
        tables=tables,
        books=tuple(await _books(fleet, since)),
        letters=tuple(await _letters(fleet, since)),
        queues=await _queues(fleet),
        consumers=consumers(),
        idle=idle,
        **known,
    )


async def clock(fleet: Fleet) -> datetime:
    """Return the database's time: when a run begins."""
    connection = await _connect(fleet)
    try:
        return await connection.fetchval("select clock_timestamp()")
    finally:
        await connection.close()


@cache
def consumers() -> Mapping[str, frozenset[str]]:
    """Return who hears what, as the services' own tables of subscriptions say."""
    heard: defaultdict[str, set[str]] = defaultdict(set)
    for service, kinds in _subscriptions().items():
        for kind in kinds:
            heard[kind.name].add(service)
    return {name: frozenset(services) for name, services in heard.items()}


def _subscriptions() -> Mapping[str, Iterable[Any]]:
    return {
        service: importlib.import_module(f"{service}.consumers.subscriptions").SUBSCRIPTIONS
        for service in PUBLISHERS
    }


async def _connect(fleet: Fleet) -> asyncpg.Connection:
    return await asyncpg.connect(fleet.settings.stand.postgres.dsn("soko"))


async def _tables(
    fleet: Fleet, since: datetime
) -> tuple[Mapping[str, tuple[Row, ...]], tuple[Row, ...], datetime]:
    """Read all schemas in one snapshot, which no service could do: each sees its own alone."""
    connection = await _connect(fleet)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            tables = {
                name: tuple(await _rows(connection, query, since))
                for name, query in QUERIES.items()
            }
            idle = tuple(dict(row) for row in await connection.fetch(IDLE))
            return tables, idle, await connection.fetchval("select now()")
    finally:
        await connection.close()


async def _rows(connection: asyncpg.Connection, query: str, since: datetime) -> list[Row]:
    given = (since,) if "$1" in query else ()
    return [dict(row) for row in await connection.fetch(query, *given)]


async def _books(fleet: Fleet, since: datetime) -> list[Row]:
    rows: list[Row] = []
    async with httpx.AsyncClient(base_url=fleet.simulator_url, timeout=20) as simulator:
        for what in ("transactions", "books"):
            rows = _joined(rows, await _pages(simulator, f"/control/{what}", rows))
    return [row for row in rows if datetime.fromisoformat(row["created_at"]) >= since]


async def _pages(simulator: httpx.AsyncClient, path: str, known: list[Row]) -> list[Row]:
    found: list[Row] = []
    params: dict[str, Any] = {"limit": _PAGE}
    while True:
        page = (await simulator.get(path, params=params)).raise_for_status().json()
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        params["cursor"] = page["next_cursor"]


def _joined(transactions: list[Row], books: list[Row]) -> list[Row]:
    """A book says what was taken; only the transaction says when it began."""
    begun = {(row["provider"], row["reference"]): row for row in transactions}
    return [{**begun.get((row["provider"], row["reference"]), {}), **row} for row in books]


async def _letters(fleet: Fleet, since: datetime) -> list[Row]:
    async with httpx.AsyncClient(base_url=fleet.mail_url, timeout=30) as sink:
        found = (await sink.get("/api/messages")).json()["messages"]
    return [mail for mail in found if datetime.fromisoformat(mail["received_at"]) >= since]


async def _queues(fleet: Fleet) -> Mapping[str, int]:
    names = [
        name
        for service, kinds in _subscriptions().items()
        for queue in work_queues(service, kinds)
        for name in (queue.name, *(retry_queue(queue.name, tier) for tier in RETRY_TTL))
    ] + [dead_queue(service) for service in PUBLISHERS]
    connection = await aio_pika.connect(fleet.settings.stand.rabbitmq.url("admin"), timeout=10)
    async with connection, connection.channel() as channel:
        found = [await channel.declare_queue(name, passive=True) for name in names]
        return {queue.name: queue.declaration_result.message_count or 0 for queue in found}
