"""A service's message process: relay, consumers and timers, until SIGTERM.

What stops, stops in an order: consuming first, then timers, then the relay with a last
pass over what handlers just wrote, then the connections. Correctness never needs it: a
killed process loses nothing.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any, Final, Protocol

import uvloop
from sqlalchemy import text

from common import crash, health, logs, monitor, pools, sentry, timers
from common.broker import Link, Publisher
from common.consumer import Means, consume
from common.db import Sessions
from common.delivery import handle
from common.events.base import Event
from common.health import Readiness
from common.inbox import InboxColumns
from common.old_rows import delete_old
from common.outbox import OutboxColumns
from common.parked import Tables
from common.parking import Parking
from common.pools import Pools
from common.relay import Relay
from common.settings import ServiceSettings
from common.timers import Timer
from common.topology import dead_queue, work_queues

HANDLERS: Final = 4
"""Messages handled at once; the rest of the pool is for timers."""
LAST_PASS: Final = 3.0
"""Seconds the relay gets to publish what was just committed."""
PROBE_LIMIT: Final = 5.0
HEARD_KEPT: Final = timedelta(days=30)
"""How long a repeated delivery is recognised: far longer than any message waits."""

Handler = Callable[[Any, Any], Awaitable[None]]
"""Takes an event and the open transaction."""


class Claims(Protocol):
    """The part of an inbox that receiving needs."""

    async def claim(self, event: Event) -> bool:
        """Return True the first time an event is seen."""


class Transaction(Protocol):
    """The part of a service's transaction that receiving needs."""

    @property
    def inbox(self) -> Claims:
        """The inbox, inside this transaction."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one service's worker does."""

    subscriptions: Mapping[type[Event], Handler]
    open_tx: Callable[[Sessions], AbstractAsyncContextManager[Transaction]]
    outbox: type[OutboxColumns]
    timers: Sequence[Timer] = ()
    inbox: type[InboxColumns] | None = None
    """Forgets what was heard a month ago; None is kept for ever."""
    operations: Tables | None = None
    """Where dead letters are kept, and how full the queues are; None leaves them in the broker."""


Planner = Callable[[Sessions], AbstractAsyncContextManager[Plan]]
"""Opens what the handlers need (clients, senders) and says what to do with it."""


def run(settings: ServiceSettings, plan: Planner) -> None:
    """Work until SIGTERM or SIGINT."""
    logs.configure(f"{settings.service}-worker", settings.log_level)
    sentry.watch(settings, f"{settings.service}-worker")
    uvloop.run(_until_signal(settings, plan))


async def work(settings: ServiceSettings, plan: Planner, *, stop: asyncio.Event) -> None:
    """Work until `stop` is set, then finish what is in hand."""
    async with AsyncExitStack() as closing:
        held = await closing.enter_async_context(pools.opened(settings))
        planned = await closing.enter_async_context(plan(held.sessions))
        await _Crew(settings, planned, held).work(stop)


async def receive(event: Event, plan: Plan, sessions: Sessions) -> None:
    """Handle one delivery in one transaction; a repeated delivery changes nothing."""
    async with plan.open_tx(sessions) as tx:
        if await tx.inbox.claim(event):
            await plan.subscriptions[type(event)](event, tx)
            crash.here("consumer.handled")


class _Crew:
    """Everything that runs in one worker."""

    def __init__(self, settings: ServiceSettings, plan: Plan, held: Pools) -> None:
        service, sessions = settings.service, held.sessions
        self._settings, self._plan = settings, plan
        self._sessions, self._engine = sessions, held.leading
        self._publishing = Link(settings.broker_url, f"{service}-publish")
        self._consuming = Link(settings.broker_url, f"{service}-consume")
        self._publisher = Publisher(self._publishing)
        self._relay = Relay(held.leading, plan.outbox, self._publisher)
        self._queues = [queue.name for queue in work_queues(service, plan.subscriptions)]
        self._readiness = Readiness(
            {"database": held.probe.serves},
            {
                "broker": self._broker_ready,
                "schema": held.probe.is_ours,
                **health.shared_store(settings.redis_url),
            },
        )
        tables = plan.operations
        self._parking = None if tables is None else Parking(sessions=sessions, tables=tables)

    async def work(self, stop: asyncio.Event) -> None:
        """Run all parts; end them one after the other, the last started first."""
        async with asyncio.TaskGroup() as group:
            monitoring = group.create_task(self._monitor())
            publishing = group.create_task(self._publishing.run())
            consuming = group.create_task(self._consuming.run())
            publisher = group.create_task(self._publisher.run())
            relay = group.create_task(self._relay.run())
            clock = group.create_task(self._clock())
            consumers = [group.create_task(part) for part in self._consumers()]
            await stop.wait()
            self._readiness.leave()
            await _end(*consumers)
            await _end(clock)
            self._relay.stop()
            await asyncio.wait([relay], timeout=LAST_PASS)
            await _end(relay)
            await _end(consuming)
            await _end(publisher, publishing)
            await _end(monitoring)

    async def _clock(self) -> None:
        purge = Timer("purge outbox", timedelta(hours=1), self._relay.purge)
        kept = _inbox_timers(self._plan, self._sessions)
        rings = (*self._plan.timers, purge, *kept, *self._parking_timers())
        await timers.run(self._engine, self._settings.service, rings)

    def _consumers(self) -> Sequence[Coroutine[Any, Any, None]]:
        means = Means(
            service=self._settings.service,
            link=self._consuming,
            publisher=self._publisher,
            handle=partial(handle, receive=self._receive),
            probe=self._probe,
            slots=asyncio.Semaphore(HANDLERS),
        )
        working = [consume(name, means) for name in self._queues]
        if self._parking is None:
            return working
        parking = replace(means, handle=self._parking.park, slots=asyncio.Semaphore(1))
        return [*working, consume(dead_queue(self._settings.service), parking)]

    def _parking_timers(self) -> Sequence[Timer]:
        parking = self._parking
        if parking is None:
            return ()
        requeue = partial(parking.requeue, self._publisher)
        measure = partial(parking.measure, self._consuming, self._queues)
        return (
            Timer("requeue parked messages", timedelta(seconds=1), requeue),
            Timer("measure queues", timedelta(seconds=10), measure),
        )

    async def _receive(self, event: Event) -> None:
        await receive(event, self._plan, self._sessions)
        self._relay.wake()

    async def _probe(self) -> None:
        async with asyncio.timeout(PROBE_LIMIT), self._sessions() as session:
            await session.execute(text("select 1"))

    async def _monitor(self) -> None:
        settings, readiness = self._settings, self._readiness
        app = monitor.application(readiness)
        host, port = settings.host, settings.worker_port
        await monitor.serve(app, host=host, port=port, readiness=readiness)

    async def _broker_ready(self) -> bool:
        return self._publisher.ready and self._consuming.connected


def _inbox_timers(plan: Plan, sessions: Sessions) -> Sequence[Timer]:
    if plan.inbox is None:
        return ()
    forget = partial(delete_old, sessions, plan.inbox.seen_at, older_than=HEARD_KEPT)
    return (Timer("purge inbox", timedelta(hours=1), forget),)


async def _end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)


async def _until_signal(settings: ServiceSettings, plan: Planner) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await work(settings, plan, stop=stop)
