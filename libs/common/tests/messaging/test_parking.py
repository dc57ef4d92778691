"""What nobody could handle is kept where a person finds it, and goes back when asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any, ClassVar

import aio_pika
import pytest
from pydantic import SecretStr
from sqlalchemy import select, text

from common import consumer, worker
from common.clock import utcnow
from common.db import Sessions
from common.errors import Conflict
from common.events.base import Event
from common.events.catalog import HoldReleased
from common.events.envelope import pack
from common.events.orders import OrderPaid, OrderPlaced
from common.ids import new_id
from common.outbox import Outbox
from common.parked import Parked, ParkedMessageNotFound, ParkedOut, Tables
from common.settings import Profile, ServiceSettings
from common.topology import LADDER
from common.worker import Plan

Paid = Callable[..., OrderPaid]
Eventually = Callable[..., Awaitable[None]]
Working = Callable[..., AbstractAsyncContextManager[None]]

QUEUE = "catalog.orders"
DELIVERY_LIMIT = 50


class CatalogSettings(ServiceSettings):
    service: ClassVar[str] = "catalog"


@pytest.fixture
def working(
    node: Any, url_for: Any, open_catalog: Any, catalog_operations: Tables, unused_tcp_port: int
) -> Working:
    """Return a context manager: handler → catalog's worker at work, keeping its dead letters."""
    settings = CatalogSettings(
        profile=Profile.TEST,
        port=0,
        worker_port=unused_tcp_port,
        database_url=url_for("catalog"),
        broker_url=node.url("catalog"),
        key=SecretStr("unused"),
    )

    @asynccontextmanager
    async def run(handler: Callable[[Event, Any], Awaitable[None]]) -> AsyncIterator[None]:
        @asynccontextmanager
        async def plan(_: Sessions) -> AsyncIterator[Plan]:
            yield Plan(
                {OrderPaid: handler, OrderPlaced: handler},
                open_catalog,
                catalog_operations.outbox,
                operations=catalog_operations,
            )

        stop = asyncio.Event()
        task = asyncio.create_task(worker.work(settings, plan, stop=stop))
        try:
            yield
        finally:
            stop.set()
            await task

    return run


@pytest.fixture
def parked(catalog_tx: Any, catalog_operations: Tables) -> Callable[..., Awaitable[Any]]:
    """Return a function that lists what is parked."""

    async def listed(state: Any = "parked") -> list[ParkedOut]:
        async with catalog_tx() as tx:
            return await Parked(tx.session, catalog_operations).newest(state, before=None, limit=10)

    return listed


async def refuse(_: Event, __: Any) -> None:
    """Refuse every event for good."""
    raise Conflict("never")


async def test_a_dead_letter_is_kept_with_the_reason(
    node: Any, working: Working, paid: Paid, parked: Any, eventually: Eventually
) -> None:
    event = paid()
    async with working(refuse):
        await node.put(pack(event, traceparent=None), message_id=str(event.id))
        await eventually(lambda: _count(parked), 1)

    [kept] = await parked()
    assert (kept.queue, kept.name, kept.message_id) == (QUEUE, event.name, str(event.id))
    assert "failed" in kept.reason
    assert await node.depth("dead.catalog") == 0


async def test_the_end_of_the_ladder_tells_how_often_it_was_tried(
    node: Any, working: Working, paid: Paid, parked: Any, eventually: Eventually
) -> None:
    async def fail(_: Event, __: Any) -> None:
        raise LookupError("for ever")

    event = paid()
    async with working(fail):
        await node.put(
            pack(event, traceparent=None),
            message_id=str(event.id),
            headers={consumer.RETRY_HEADER: len(LADDER) - 1},
        )
        await eventually(lambda: _count(parked), 1)

    [kept] = await parked()
    assert f"{len(LADDER)} times again" in kept.reason
    assert kept.queue == QUEUE


@pytest.mark.parametrize("body", [b"{", b"\xff\x00" * 50], ids=["half", "no text"])
async def test_what_cannot_be_read_is_kept_as_it_came(
    body: bytes, node: Any, working: Working, parked: Any, eventually: Eventually
) -> None:
    async with working(refuse):
        await node.put(body, message_id="odd\0one" if body == b"{" else None)
        await eventually(lambda: _count(parked), 1)

    [kept] = await parked()
    assert "cannot be read" in kept.reason
    assert kept.name is None


async def test_what_kills_its_process_is_given_up_in_the_end_and_its_neighbours_are_not(
    *, node: Any, working: Working, paid: Paid, parked: Any, eventually: Eventually, effects: Any
) -> None:
    poison, innocent = paid(), paid()
    for event in (poison, innocent):
        await node.put(pack(event, traceparent=None), message_id=str(event.id))
    for _ in range(DELIVERY_LIMIT + 1):
        await _die_of(node, str(poison.id))

    async def note(event: Event, tx: Any) -> None:
        insert = text("insert into effects (id, event_id) values (uuidv7(), :event)")
        await tx.session.execute(insert, {"event": event.id})

    async with working(note):
        await eventually(lambda: _count(parked), 1)
        await eventually(effects, [innocent.id])

    [kept] = await parked()
    assert kept.message_id == str(poison.id)
    assert "ended the process" in kept.reason


async def _die_of(node: Any, poison: str) -> None:
    """Take the message and lose the connection with it, as a process that crashes does."""
    async with await aio_pika.connect(node.url("catalog"), timeout=5) as connection:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=1)
        queue = await channel.get_queue(QUEUE, ensure=False)
        while (message := await queue.get(fail=False)) is not None:
            if message.message_id == poison:
                return
            await message.nack(requeue=True)


async def test_the_same_letter_twice_is_kept_once(
    node: Any, working: Working, paid: Paid, parked: Any, eventually: Eventually
) -> None:
    event, last = paid(), paid()
    async with working(refuse):
        for one in (event, event, last):
            await node.put(pack(one, traceparent=None), message_id=str(one.id))
        await eventually(lambda: _count(parked), 2)
        await eventually(lambda: node.depth("dead.catalog"), 0)


async def test_what_staff_ask_for_is_handled_after_all(
    *,
    node: Any,
    working: Working,
    paid: Paid,
    parked: Any,
    eventually: Eventually,
    catalog_tx: Any,
    catalog_operations: Tables,
) -> None:
    handled, mended = [], asyncio.Event()

    async def handle(event: Event, _: Any) -> None:
        if not mended.is_set():
            raise Conflict("never")
        handled.append(event.id)

    event = paid()
    async with working(handle):
        await node.put(pack(event, traceparent=None), message_id=str(event.id))
        await eventually(lambda: _count(parked), 1)
        mended.set()
        [kept] = await parked()
        for _ in range(2):  # asking twice is asking once
            async with catalog_tx() as tx:
                await Parked(tx.session, catalog_operations).requeue(kept.id)
        await eventually(lambda: _value(handled), [event.id])
        await eventually(lambda: _count(parked), 0)

    [went] = await parked("requeued")
    assert went.id == kept.id
    assert went.requeued_at is not None


async def test_an_event_that_nobody_took_is_listed_and_leaves_when_asked(
    working: Working,
    parked: Any,
    catalog_tx: Any,
    catalog_operations: Tables,
    eventually: Eventually,
) -> None:
    event = HoldReleased(
        occurred_at=utcnow(),
        aggregate_id=new_id(),
        aggregate_version=1,
        order_id=new_id(),
        order_version=1,
        lines=(),
    )
    async with catalog_tx() as tx:
        Outbox(tx.session, catalog_operations.outbox, "catalog").add(event)
    async with catalog_tx() as tx:
        row = await tx.session.get(catalog_operations.outbox, event.id)
        row.parked_at, row.attempts, row.last_error = utcnow(), 20, "NO_ROUTE"
    [kept] = await parked()
    assert (kept.direction, kept.reason, kept.id) == ("out", "NO_ROUTE", event.id)

    async with working(refuse):
        async with catalog_tx() as tx:
            await Parked(tx.session, catalog_operations).requeue(event.id)

        async def published() -> bool:
            async with catalog_tx() as tx:
                row = await tx.session.get(catalog_operations.outbox, event.id)
                return row.published_at is not None

        await eventually(published)
    assert await parked() == []


async def test_the_queues_are_measured(
    working: Working, catalog_tx: Any, catalog_operations: Tables, eventually: Eventually
) -> None:
    async def consumers() -> dict[str, int]:
        async with catalog_tx() as tx:
            rows = await tx.session.scalars(select(catalog_operations.queues))
            return {row.name: row.consumers for row in rows}

    resting = dict.fromkeys((f"{QUEUE}.retry.{tier}" for tier in set(LADDER)), 0)
    async with working(refuse):
        await eventually(consumers, {QUEUE: 1, "dead.catalog": 1, **resting})


async def test_what_is_not_parked_cannot_go_back(
    catalog_tx: Any, catalog_operations: Tables, paid: Paid
) -> None:
    with pytest.raises(ParkedMessageNotFound):
        async with catalog_tx() as tx:
            await Parked(tx.session, replace(catalog_operations)).requeue(paid().id)


async def _count(parked: Any) -> int:
    return len(await parked())


async def _value(of: list[Any]) -> list[Any]:
    return of
