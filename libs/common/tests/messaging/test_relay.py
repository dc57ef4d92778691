"""What was committed reaches the broker, whatever happens on the way."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from common import relay as relay_module
from common.broker import Link, Publisher
from common.events.base import Event
from common.events.orders import OrderDelivered, RefundRequested
from common.ids import new_id
from common.relay import Relay

OpenTx = Callable[..., AbstractAsyncContextManager[Any]]
Paid = Callable[..., Event]
Eventually = Callable[..., Awaitable[None]]
Relaying = Callable[[], AbstractAsyncContextManager[Relay]]


@asynccontextmanager
async def _running(*parts: Awaitable[None]) -> AsyncIterator[list[asyncio.Task[None]]]:
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        yield tasks
    finally:
        for task in reversed(tasks):
            task.cancel()
            await asyncio.wait([task])


@pytest.fixture
def relaying(node: Any, engine_for: Callable[[str], AsyncEngine], outbox_row: Any) -> Relaying:
    """Return a context manager: a relay of orders at work."""

    @asynccontextmanager
    async def run() -> AsyncIterator[Relay]:
        link = Link(node.url("orders"), "test-publish")
        publisher = Publisher(link)
        relay = Relay(engine_for("orders"), outbox_row, publisher)
        async with _running(link.run(), publisher.run(), relay.run()):
            yield relay

    return run


@dataclass(frozen=True)
class Desk:
    """The outbox of orders, from the writer's side."""

    open_tx: OpenTx
    eventually: Eventually

    async def add(self, *events: Event) -> None:
        """Commit the events together."""
        async with self.open_tx() as tx:
            for event in events:
                tx.outbox.add(event)

    async def ask(self, sql: str, **facts: Any) -> Any:
        """Return the first value of the first row."""
        async with self.open_tx() as tx:
            return await tx.session.scalar(text(sql), facts)

    async def unpublished(self) -> Any:
        """Return how many events still wait."""
        return await self.ask("select count(*) from outbox where published_at is null")

    async def cleared(self, *, within: float = 15) -> None:
        """Wait until everything is published."""
        await self.eventually(self.unpublished, 0, within=within)


@pytest.fixture
def desk(orders: OpenTx, eventually: Eventually) -> Desk:
    return Desk(orders, eventually)


def _unroutable(fact: Event) -> RefundRequested:
    """An event that has to be heard, and that nothing in this broker is bound to."""
    fields = fact.model_dump(exclude={"lines"})
    return RefundRequested(**fields, attempt_id=None, amount=None, reason="test")


async def _take(node: Any, queue: str) -> list[UUID]:
    taken = []
    async with node.admin() as channel:
        source = await channel.get_queue(queue, ensure=False)
        while (message := await source.get(fail=False)) is not None:
            await message.ack()
            taken.append(UUID(message.message_id))
    return taken


async def test_events_of_one_aggregate_arrive_in_order(
    node: Any, desk: Desk, paid: Paid, relaying: Relaying
) -> None:
    order = new_id()
    events = [paid(order, version) for version in range(5)]
    await desk.add(*events)

    async with relaying():
        await desk.cleared()

    assert await _take(node, "catalog.orders") == [event.id for event in events]


async def test_twelve_concurrent_writers_lose_nothing(
    node: Any, desk: Desk, paid: Paid, relaying: Relaying
) -> None:
    written: set[UUID] = set()

    async def write() -> None:
        for _ in range(20):
            event = paid()
            async with desk.open_tx() as tx:
                tx.outbox.add(event)
                await tx.session.flush()  # takes its number now, and commits at another time
                await asyncio.sleep(random.uniform(0, 0.01))  # noqa: S311
            written.add(event.id)

    async with relaying():
        await asyncio.gather(*(write() for _ in range(12)))
        await desk.cleared()

    assert sorted(await _take(node, "catalog.orders")) == sorted(written)


async def test_an_unroutable_event_keeps_its_row(
    node: Any, desk: Desk, paid: Paid, relaying: Relaying
) -> None:
    lost, other = _unroutable(paid()), paid()
    await desk.add(lost, other)

    async def refusal() -> Any:
        refused = "select last_error like '%NO_ROUTE%' and attempts > 0 and published_at is null"
        return await desk.ask(f"{refused} from outbox where id = :id", id=lost.id)

    async with relaying():
        await desk.eventually(refusal)

    assert await _take(node, "catalog.orders") == [other.id]
    assert await desk.unpublished() == 1


async def test_after_many_refusals_a_row_is_parked(
    desk: Desk, paid: Paid, relaying: Relaying
) -> None:
    await desk.add(_unroutable(paid()))
    async with desk.open_tx() as tx:
        await tx.session.execute(text("update outbox set attempts = 19"))

    async with relaying():
        await desk.eventually(lambda: desk.ask("select parked_at is not null from outbox"))


async def test_what_nobody_hears_is_published_all_the_same(
    desk: Desk, paid: Paid, relaying: Relaying
) -> None:
    await desk.add(OrderDelivered(**paid().model_dump(exclude={"lines"})))

    async with relaying():
        await desk.cleared()


async def test_what_follows_a_refused_event_of_its_aggregate_waits(
    node: Any, desk: Desk, paid: Paid, relaying: Relaying
) -> None:
    order = new_id()
    later, other = paid(order, 2), paid()
    await desk.add(_unroutable(paid(order, 1)), later, other)

    async with relaying():
        await desk.eventually(desk.unpublished, 1)

    assert await _take(node, "catalog.orders") == [other.id, later.id]


async def test_a_broker_that_is_away_costs_no_attempts(
    desk: Desk, paid: Paid, engine_for: Any, outbox_row: Any
) -> None:
    await desk.add(paid())
    link = Link("amqp://nobody:nothing@127.0.0.1:9/soko", "test")
    publisher = Publisher(link)
    relay = Relay(engine_for("orders"), outbox_row, publisher)

    async with _running(link.run(), publisher.run(), relay.run()):
        await desk.eventually(lambda: desk.ask(_LEADERS), 1)

    assert await desk.ask("select attempts from outbox where published_at is null") == 0


_LOCKS = (
    "from pg_locks where locktype = 'advisory' and granted"
    " and database = (select oid from pg_database where datname = current_database())"
)
_LEADERS = f"select count(*) {_LOCKS}"


async def test_of_two_relays_one_leads_and_the_other_takes_over(
    desk: Desk, paid: Paid, relaying: Relaying
) -> None:
    async with AsyncExitStack() as second:
        async with relaying():
            await desk.eventually(lambda: desk.ask(_LEADERS), 1)
            await second.enter_async_context(relaying())
            await desk.add(paid())
            await desk.cleared()
            assert await desk.ask(_LEADERS) == 1
        await desk.add(paid())
        await desk.cleared()


async def test_a_relay_whose_connection_is_cut_comes_back(
    desk: Desk, paid: Paid, relaying: Relaying
) -> None:
    async with relaying():
        await desk.add(paid())
        await desk.cleared()
        await desk.ask(f"select count(pg_terminate_backend(pid)) {_LOCKS}")
        await desk.add(paid())
        await desk.cleared()


async def test_a_relay_makes_a_last_pass_before_it_stops(
    desk: Desk, paid: Paid, relaying: Relaying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "BUSY_PAUSE", 60)
    monkeypatch.setattr(relay_module, "IDLE_PAUSE", 60)
    async with relaying() as relay:
        await desk.eventually(lambda: desk.ask(_LEADERS), 1)
        await desk.add(paid())
        relay.wake()
        await desk.cleared()
        await desk.add(paid())
        relay.stop()
        await desk.cleared()


async def test_what_was_published_long_ago_is_deleted(
    desk: Desk, paid: Paid, engine_for: Any, outbox_row: Any
) -> None:
    await desk.add(paid(), paid(), paid())
    for days, place in ((4, 0), (1, 1)):
        await desk.ask(
            "update outbox set published_at = now() - interval '1 day' * :days where seq ="
            " (select seq from outbox order by seq offset :place limit 1) returning seq",
            days=days,
            place=place,
        )

    await Relay(engine_for("orders"), outbox_row, Publisher(Link("amqp://x", "test"))).purge()

    assert await desk.ask("select count(*) from outbox") == 2


async def test_a_killed_broker_loses_nothing(
    node: Any, desk: Desk, paid: Paid, relaying: Relaying
) -> None:
    events = [paid() for _ in range(300)]

    async with relaying():
        await desk.add(*events[:100])
        await desk.cleared()
        await desk.add(*events[100:200])
        await asyncio.to_thread(node.kill)
        await desk.add(*events[200:])
        await asyncio.to_thread(node.start)
        await desk.cleared(within=60)

    assert {event.id for event in events} <= set(await _take(node, "catalog.orders"))
