"""A worker handles each event once, whatever the broker, the database or a handler does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

import aio_pika
import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from common import consumer, worker
from common.db import Sessions
from common.errors import Conflict, Unavailable
from common.events.base import Event
from common.events.envelope import pack
from common.events.orders import OrderPaid, OrderPlaced
from common.inbox import InboxColumns
from common.settings import Profile, ServiceSettings
from common.timers import Timer
from common.topology import LADDER
from common.worker import Plan

Paid = Callable[..., OrderPaid]
Eventually = Callable[..., Awaitable[None]]
Effects = Callable[[], Awaitable[list[UUID]]]
Handler = Callable[[Event, Any], Awaitable[None]]
Working = Callable[..., AbstractAsyncContextManager[asyncio.Event]]

QUEUE = "catalog.orders"


async def note(event: Event, tx: Any) -> None:
    """The plainest handler: it leaves one row for each time it ran."""
    insert = text("insert into effects (id, event_id) values (uuidv7(), :event)")
    await tx.session.execute(insert, {"event": event.id})


def refusing(*errors: Exception) -> Handler:
    """A handler that raises these in turn and then works."""
    left = list(errors)

    async def handle(event: Event, tx: Any) -> None:
        await note(event, tx)
        if left:
            raise left.pop(0)

    return handle


class CatalogSettings(ServiceSettings):
    service: ClassVar[str] = "catalog"


@dataclass(frozen=True)
class Catalog:
    """What catalog is sent, and what came of it."""

    node: Any
    effects: Effects
    eventually: Eventually

    async def put(self, event: Event, **changed: Any) -> None:
        """Send it the event, with other message properties than its own if need be."""
        properties = {"message_id": str(event.id)} | changed
        await self.node.put(pack(event, traceparent=None), **properties)

    async def handled(self, *events: Event, within: float = 15) -> None:
        """Wait until exactly these have had their effects, in any order."""

        async def seen() -> list[UUID]:
            return sorted(await self.effects())

        await self.eventually(seen, sorted(event.id for event in events), within=within)

    async def dead(self, count: int = 1) -> None:
        """Wait until so many messages are among the dead."""
        await self.eventually(lambda: self.node.depth("dead.catalog"), count)

    async def waiting(self, count: int) -> None:
        """Wait until so many messages are in the queue."""
        await self.eventually(lambda: self.node.depth(QUEUE), count)


@pytest.fixture
def catalog_side(node: Any, effects: Effects, eventually: Eventually) -> Catalog:
    return Catalog(node, effects, eventually)


@pytest.fixture
def working(
    node: Any, url_for: Any, open_catalog: Any, catalog_outbox_row: Any, unused_tcp_port: int
) -> Working:
    """Return a context manager: handler → catalog's worker at work; it ends as on SIGTERM."""
    settings = CatalogSettings(
        profile=Profile.TEST,
        port=0,
        worker_port=unused_tcp_port,
        database_url=url_for("catalog"),
        broker_url=node.url("catalog"),
        key=SecretStr("unused"),
    )

    @asynccontextmanager
    async def run(
        handler: Handler = note,
        timers: Sequence[Timer] = (),
        inbox: type[InboxColumns] | None = None,
    ) -> AsyncIterator[asyncio.Event]:
        @asynccontextmanager
        async def plan(_: Sessions) -> AsyncIterator[Plan]:
            heard: dict[type[Event], Handler] = {OrderPaid: handler, OrderPlaced: handler}
            yield Plan(heard, open_catalog, catalog_outbox_row, timers, inbox)

        stop = asyncio.Event()
        task = asyncio.create_task(worker.work(settings, plan, stop=stop))
        try:
            yield stop
        finally:
            stop.set()
            await task

    return run


async def test_an_event_has_its_effect(catalog_side: Catalog, working: Working, paid: Paid) -> None:
    event = paid()
    async with working():
        await catalog_side.put(event)
        await catalog_side.handled(event)

    await catalog_side.waiting(0)


async def test_a_duplicate_has_no_second_effect(
    catalog_side: Catalog, working: Working, paid: Paid
) -> None:
    event, last = paid(), paid()
    for _ in range(5):
        await catalog_side.put(event)

    async with working():
        await catalog_side.waiting(0)
        await catalog_side.put(last)
        await catalog_side.handled(event, last)


@pytest.mark.parametrize("failure", [Unavailable("later"), LookupError("bug")], ids=["away", "bug"])
async def test_a_failure_is_tried_again_from_the_own_retry_queue(
    failure: Exception, catalog_side: Catalog, working: Working, paid: Paid
) -> None:
    event = paid()
    async with working(refusing(failure, failure)):
        await catalog_side.put(event)
        await catalog_side.handled(event)

    await catalog_side.dead(0)


async def test_the_ladder_ends_among_the_dead(
    catalog_side: Catalog, working: Working, paid: Paid
) -> None:
    async with working(refusing(*[LookupError("for ever")] * 99)):
        await catalog_side.put(paid(), headers={consumer.RETRY_HEADER: len(LADDER) - 1})
        await catalog_side.dead()

    await catalog_side.handled()


async def test_what_may_not_be_done_is_dead_at_once(
    catalog_side: Catalog, working: Working, paid: Paid
) -> None:
    async with working(refusing(Conflict("never"))):
        await catalog_side.put(paid())
        await catalog_side.dead()


@pytest.mark.parametrize(
    ("body", "properties"),
    [
        (b"{", {}),
        (b"", {"message_id": "x"}),
        (b"\xff" * 100_000, {}),
        (None, {"message_id": None}),
        (None, {"message_id": "another"}),
    ],
    ids=["half", "empty", "large", "no id", "other id"],
)
async def test_what_cannot_be_read_is_dead_at_once(
    body: bytes | None,
    properties: dict[str, Any],
    catalog_side: Catalog,
    working: Working,
    paid: Paid,
) -> None:
    event = paid()
    async with working():
        forged = pack(paid(), traceparent=None) if body is None else body
        await catalog_side.node.put(forged, **properties)
        await catalog_side.dead()
        await catalog_side.put(event)
        await catalog_side.handled(event)


async def test_one_id_with_another_content_is_dead(
    catalog_side: Catalog, working: Working, paid: Paid
) -> None:
    event = paid()
    async with working():
        await catalog_side.put(event)
        await catalog_side.handled(event)
        await catalog_side.put(event.model_copy(update={"number": "S-2"}))
        await catalog_side.dead()


async def test_stopping_waits_for_the_handler(
    catalog_side: Catalog, working: Working, paid: Paid
) -> None:
    begun, finish = asyncio.Event(), asyncio.Event()

    async def slow(event: Event, tx: Any) -> None:
        begun.set()
        await finish.wait()
        await note(event, tx)

    event = paid()
    async with working(slow) as stop:
        await catalog_side.put(event)
        await begun.wait()
        stop.set()
        asyncio.get_running_loop().call_later(0.3, finish.set)

    await catalog_side.handled(event)
    await catalog_side.waiting(0)


async def test_a_cancelled_handler_leaves_its_message_in_the_queue(
    catalog_side: Catalog, working: Working, paid: Paid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "DRAIN_LIMIT", 0.1)
    begun = asyncio.Event()

    async def endless(event: Event, tx: Any) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with working(endless) as stop:
        await catalog_side.put(paid())
        await begun.wait()
        stop.set()

    await catalog_side.waiting(1)
    await catalog_side.dead(0)


async def test_a_database_that_is_down_moves_nothing(
    catalog_side: Catalog, working: Working, paid: Paid
) -> None:
    down = OperationalError("select", {}, ConnectionRefusedError())
    events = [paid() for _ in range(5)]
    async with working(refusing(down, down)):
        for event in events:
            await catalog_side.put(event)
        await catalog_side.handled(*events)

    for queue in ("dead.catalog", *(f"{QUEUE}.retry.{tier}" for tier in set(LADDER))):
        assert await catalog_side.node.depth(queue) == 0


async def test_a_handler_whose_connection_is_cut_is_run_again(
    catalog_side: Catalog, working: Working, paid: Paid
) -> None:
    cuts = ["select pg_terminate_backend(pg_backend_pid())"]

    async def cut(event: Event, tx: Any) -> None:
        await note(event, tx)
        if cuts:
            await tx.session.execute(text(cuts.pop()))

    event = paid()
    async with working(cut):
        await catalog_side.put(event)
        await catalog_side.handled(event)

    await catalog_side.dead(0)


async def test_a_disturbed_transaction_is_run_again_at_once(
    catalog_side: Catalog, working: Working, paid: Paid
) -> None:
    locks = ["do $$ begin raise exception 'deadlock' using errcode = '40P01'; end $$"]

    async def disturbed(event: Event, tx: Any) -> None:
        await note(event, tx)
        if locks:
            await tx.session.execute(text(locks.pop()))

    event = paid()
    async with working(disturbed):
        await catalog_side.put(event)
        await catalog_side.handled(event)

    for tier in set(LADDER):
        assert await catalog_side.node.depth(f"{QUEUE}.retry.{tier}") == 0


async def test_a_consumer_whose_queue_was_deleted_finds_the_new_one(
    catalog_side: Catalog, working: Working, paid: Paid, caplog: pytest.LogCaptureFixture
) -> None:
    async def told() -> bool:
        return "cancelled by the broker" in caplog.text

    first, second = paid(), paid()
    async with working():
        await catalog_side.put(first)
        await catalog_side.handled(first)
        async with catalog_side.node.admin() as channel:
            await channel.queue_delete(QUEUE)
            await catalog_side.eventually(told)
            arguments = {"x-queue-type": "quorum"}
            queue = await channel.declare_queue(QUEUE, durable=True, arguments=arguments)
            for kind in (OrderPaid, OrderPlaced):
                await queue.bind("ev.orders", kind.name)
        await catalog_side.put(second)
        await catalog_side.handled(first, second)


async def test_the_watchdog_finds_a_consumer_that_silently_went(
    catalog_side: Catalog, working: Working, paid: Paid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "WATCH_EVERY", 0.2)
    consuming: list[tuple[Any, str]] = []
    consume = aio_pika.Queue.consume

    async def remembered(queue: Any, *arguments: Any, **options: Any) -> str:
        tag = await consume(queue, *arguments, **options)
        consuming.append((queue, tag))
        return tag

    monkeypatch.setattr(aio_pika.Queue, "consume", remembered)
    first, second = paid(), paid()

    async with working():
        await catalog_side.put(first)
        await catalog_side.handled(first)
        [(queue, tag)] = consuming
        await queue.cancel(tag)
        await catalog_side.put(second)
        await catalog_side.handled(first, second)


async def test_a_killed_broker_costs_no_event(
    catalog_side: Catalog, working: Working, paid: Paid
) -> None:
    events = [paid() for _ in range(30)]
    async with working():
        for event in events[:20]:
            await catalog_side.put(event)
        await asyncio.to_thread(catalog_side.node.kill)
        await asyncio.to_thread(catalog_side.node.start)
        for event in events[20:]:
            await catalog_side.put(event)
        await catalog_side.handled(*events, within=60)


@pytest.mark.parametrize(
    ("exchange", "key"),
    [
        ("ev.orders", OrderPaid.name),
        ("retry.catalog", f"{QUEUE}.retry.5s"),
        ("", QUEUE),
        ("retry.payments", QUEUE),
        ("retry.payments", f"{QUEUE}.retry.5s"),
    ],
)
async def test_no_service_reaches_anothers_queue(exchange: str, key: str, node: Any) -> None:
    with pytest.raises(Exception, match=r"ACCESS_REFUSED|NO_ROUTE"):
        await _publish_as_payments(node, exchange, key)

    assert await node.depth(QUEUE) == 0


async def test_what_rests_comes_back_to_its_own_queue_only(
    node: Any, eventually: Eventually
) -> None:
    await _publish_as_payments(
        node, "retry.payments", "payments.orders.retry.5s", headers={"CC": [QUEUE]}
    )

    await eventually(lambda: node.depth("payments.orders"), 1)
    assert await node.depth(QUEUE) == 0


async def _publish_as_payments(node: Any, exchange: str, key: str, **properties: Any) -> None:
    async with (
        await aio_pika.connect(node.url("payments")) as connection,
        connection.channel(on_return_raises=True) as channel,
    ):
        target = channel.default_exchange
        if exchange:
            target = await channel.get_exchange(exchange, ensure=False)
        message = aio_pika.Message(b"{}", delivery_mode=2, **properties)
        await target.publish(message, key, timeout=5)


async def test_a_timer_runs_again_and_again_and_survives_its_failures(
    working: Working, eventually: Eventually
) -> None:
    runs = 0

    async def job() -> None:
        nonlocal runs
        runs += 1
        raise LookupError

    async def often() -> bool:
        return runs >= 3

    async with working(timers=[Timer("test", timedelta(milliseconds=20), job)]):
        await eventually(often)


async def test_what_was_heard_long_ago_is_forgotten(
    working: Working,
    eventually: Eventually,
    catalog: Sessions,
    catalog_inbox_row: type[InboxColumns],
) -> None:
    async with catalog.begin() as session:
        await session.execute(
            text(
                "insert into inbox (consumer, event_id, name, digest, seen_at)"
                " select 'catalog', gen_random_uuid(), 'x', '', now() - make_interval(days => d)"
                " from unnest(array[29, 31]) d"
            )
        )

    async def is_forgotten() -> bool:
        async with catalog() as session:
            return await session.scalar(text("select count(*) from inbox")) == 1

    async with working(inbox=catalog_inbox_row):
        await eventually(is_forgotten)


async def test_the_worker_says_how_it_is(
    working: Working, unused_tcp_port: int, eventually: Eventually
) -> None:
    async def answer(path: str) -> tuple[int, str]:
        async with httpx.AsyncClient() as client:
            try:
                found = await client.get(f"http://127.0.0.1:{unused_tcp_port}{path}")
            except httpx.TransportError:
                return 0, ""
            return found.status_code, found.text

    async def failing() -> list[str]:
        status, body = await answer("/readyz")
        return httpx.Response(status, text=body).json()["failing"] if status else ["all"]

    async with working():
        await eventually(failing, ["database"])  # this schema was not made by a migration
        assert (await answer("/healthz"))[0] == 200
        assert "soko_outbox_pending" in (await answer("/metrics"))[1]
