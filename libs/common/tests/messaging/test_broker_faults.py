"""Whatever befalls the broker or the way to it: every event arrives, and has one effect."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from common import broker, consumer, worker
from common.db import Sessions
from common.events.base import Event
from common.events.orders import OrderPaid, OrderPlaced
from common.http import trusted
from common.parked import Parked, Tables
from common.relay import Relay
from common.settings import Profile, ServiceSettings
from common.testing.wire import Wire, wire_to
from common.worker import Plan

Paid = Callable[..., OrderPaid]
Eventually = Callable[..., Awaitable[None]]
Effects = Callable[[], Awaitable[list[UUID]]]

RESTARTED = 45
"""Seconds within which traffic flows again after the worst of these."""


class CatalogSettings(ServiceSettings):
    service: ClassVar[str] = "catalog"


@dataclass
class Traffic:
    """Orders publishes and catalog listens, over a wire; what was committed must arrive."""

    wire: Wire
    node: Any
    paid: Paid
    open_orders: Any
    effects: Effects
    eventually: Eventually
    worker_port: int
    sent: list[UUID] = field(default_factory=list)

    async def send(self, count: int) -> None:
        """Commit so many facts."""
        async with self.open_orders() as tx:
            for _ in range(count):
                event = self.paid()
                tx.outbox.add(event)
                self.sent.append(event.id)

    async def arrived(self, *, within: float = RESTARTED) -> None:
        """Wait until each fact had exactly one effect."""

        async def seen() -> list[UUID]:
            return sorted(await self.effects())

        await self.eventually(seen, sorted(self.sent), within=within)

    async def unpublished(self) -> tuple[int, int]:
        """Return how many facts wait, and how often the most tried of them was refused."""
        query = "select count(*), max(attempts) from outbox where published_at is null"
        async with self.open_orders() as tx:
            waiting, attempts = (await tx.session.execute(text(query))).one()
        return waiting, attempts or 0

    async def ready(self) -> bool:
        """Whether the worker says that the broker is with it."""
        async with httpx.AsyncClient(verify=trusted()) as client:
            with suppress(httpx.HTTPError):
                answer = await client.get(f"http://127.0.0.1:{self.worker_port}/readyz")
                return "broker" not in answer.json()["degraded"]
        return False

    @asynccontextmanager
    async def pouring(self, *, each: float = 0.02) -> AsyncIterator[None]:
        """Commit a fact again and again meanwhile."""

        async def pour() -> None:
            while True:
                await self.send(1)
                await asyncio.sleep(each)

        pouring = asyncio.create_task(pour())
        try:
            yield
        finally:
            pouring.cancel()
            with suppress(asyncio.CancelledError):
                await pouring


Flowing = Callable[[], AbstractAsyncContextManager[Traffic]]


@pytest.fixture
def flowing(
    *,
    node: Any,
    url_for: Any,
    engine_for: Any,
    outbox_row: Any,
    open_catalog: Any,
    catalog_operations: Tables,
    orders: Any,
    paid: Paid,
    effects: Effects,
    eventually: Eventually,
    unused_tcp_port: int,
) -> Flowing:
    """Return a context manager: a relay of orders and catalog's worker, both over one wire."""

    @asynccontextmanager
    async def run() -> AsyncIterator[Traffic]:
        async with wire_to(urlsplit(node.url("orders")).port or 0) as wire:
            traffic = Traffic(
                wire, node, paid, orders, effects, eventually, worker_port=unused_tcp_port
            )
            settings = CatalogSettings(
                profile=Profile.TEST,
                port=0,
                worker_port=unused_tcp_port,
                database_url=url_for("catalog"),
                broker_url=_over(wire, node.url("catalog")),
                key=SecretStr("unused"),
            )
            link = broker.Link(_over(wire, node.url("orders")), "test-publish")
            publisher = broker.Publisher(link)
            relay = Relay(engine_for("orders"), outbox_row, publisher)
            stop = asyncio.Event()
            parts = [
                link.run(),
                publisher.run(),
                relay.run(),
                worker.work(settings, _plan(open_catalog, catalog_operations), stop=stop),
            ]
            tasks = [asyncio.create_task(part) for part in parts]
            try:
                yield traffic
            finally:
                wire.heal()
                stop.set()
                await tasks.pop()
                for task in reversed(tasks):
                    task.cancel()
                    await asyncio.wait([task])

    return run


def _over(wire: Wire, url: str) -> str:
    parts = urlsplit(url)
    login = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{wire.at}"))


def _plan(open_catalog: Any, operations: Tables) -> worker.Planner:
    async def note(event: Event, tx: Any) -> None:
        insert = text("insert into effects (id, event_id) values (uuidv7(), :event)")
        await tx.session.execute(insert, {"event": event.id})

    @asynccontextmanager
    async def plan(_: Sessions) -> AsyncIterator[Plan]:
        heard = {OrderPaid: note, OrderPlaced: note}
        yield Plan(heard, open_catalog, operations.outbox, operations=operations)

    return plan


@pytest.fixture
async def nothing_dead(catalog_tx: Any, catalog_operations: Tables) -> AsyncIterator[None]:
    """Fail the test if any message was given up."""
    yield
    async with catalog_tx() as tx:
        parked = await Parked(tx.session, catalog_operations).newest("parked", before=None, limit=9)
    assert parked == []


pytestmark = pytest.mark.usefixtures("nothing_dead")


async def test_a_broker_that_stops_and_starts_its_application_loses_nothing(
    flowing: Flowing,
) -> None:
    async with flowing() as traffic, traffic.pouring():
        await traffic.eventually(traffic.ready, within=RESTARTED)
        await traffic.node.control("stop_app")
        await traffic.node.control("start_app")
        await traffic.eventually(traffic.ready, within=RESTARTED)
        await traffic.node.control("close_all_connections", "maintenance")
        await traffic.eventually(traffic.ready, within=RESTARTED)
    async with flowing() as again:
        again.sent = traffic.sent
        await again.arrived()


@pytest.mark.parametrize(
    ("alarm", "healed"),
    [
        (
            ("set_vm_memory_high_watermark", "0.0000001"),
            ("set_vm_memory_high_watermark", "absolute", "1GB"),
        ),
        (("set_disk_free_limit", "1000000000000000"), ("set_disk_free_limit", "500MB")),
    ],
    ids=["memory", "disk"],
)
async def test_an_alarm_keeps_facts_waiting_and_costs_no_attempts(
    alarm: Sequence[str],
    healed: Sequence[str],
    flowing: Flowing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(broker, "CONFIRM_LIMIT", 1.0)
    async with flowing() as traffic:
        await traffic.send(5)
        await traffic.arrived()
        await traffic.node.control(*alarm)
        try:
            await traffic.send(5)
            await asyncio.sleep(2.5)  # longer than a confirm is waited for
            assert await traffic.unpublished() == (5, 0)
        finally:
            await traffic.node.control(*healed)
        await traffic.arrived()


async def test_a_worker_that_starts_before_its_broker_works_once_it_is_there(
    flowing: Flowing,
) -> None:
    async with flowing() as traffic:
        traffic.wire.refusing = True
        traffic.wire.cut_all()
        await traffic.send(5)

        async def alive() -> bool:
            async with httpx.AsyncClient(verify=trusted()) as client:
                at = f"http://127.0.0.1:{traffic.worker_port}/healthz"
                with suppress(httpx.HTTPError):
                    return (await client.get(at)).is_success
            return False

        await traffic.eventually(alive)
        assert not await traffic.ready()
        traffic.wire.heal()
        await traffic.arrived()
        await traffic.eventually(traffic.ready)


@pytest.mark.parametrize("silent", ["both", "silent_up", "silent_down"])
async def test_a_black_hole_is_noticed_and_left(
    silent: str, flowing: Flowing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "HEARTBEAT", 1)
    monkeypatch.setattr(broker, "CONFIRM_LIMIT", 2.0)
    monkeypatch.setattr(consumer, "WATCH_EVERY", 2.0)
    async with flowing() as traffic:
        await traffic.send(5)
        await traffic.arrived()
        for way in ("silent_up", "silent_down"):
            setattr(traffic.wire, way, silent in {way, "both"})
        await traffic.send(5)

        async def noticed() -> bool:
            return not await traffic.ready()

        await traffic.eventually(noticed, within=20)
        traffic.wire.heal()
        await traffic.arrived()


async def test_a_slow_and_narrow_way_only_takes_longer(flowing: Flowing) -> None:
    async with flowing() as traffic:
        traffic.wire.delay, traffic.wire.rate = (0.02, 0.1), 32_000
        await traffic.send(15)
        await traffic.arrived()


async def test_resets_every_second_do_not_stop_the_flow(flowing: Flowing) -> None:
    async with flowing() as traffic:
        async with traffic.pouring():
            for _ in range(8):
                await asyncio.sleep(1)
                traffic.wire.cut_all()
        await traffic.arrived()
