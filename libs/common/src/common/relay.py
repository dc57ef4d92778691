"""From the outbox to the broker: every committed event, at least once.

Reads by status, never by a cursor over ids: transactions commit in another order than
they take their numbers.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from time import monotonic
from typing import Final
from uuid import UUID

from aio_pika import DeliveryMode, Message
from prometheus_client import Counter, Gauge
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common import crash, logs
from common.backlog import Backlog, Pending, Tally
from common.backoff import delays
from common.broker import CONFIRM_LIMIT, Publisher, Refused, Unconfirmed
from common.cancellation import end_if_cancelled
from common.events.envelope import CONTENT_TYPE
from common.events.registry import EVENTS, exchange, publisher
from common.leadership import leading
from common.outbox import OutboxColumns

BUSY_PAUSE: Final = 0.05
IDLE_PAUSE: Final = 0.25
"""Seconds between two looks; an order waits for at most a few of them in a row."""
MEASURE_EVERY: Final = 5.0

PUBLISHED: Final = Counter(
    "soko_outbox_published_total", "Events the broker confirmed.", ("event",)
)
REFUSED: Final = Counter("soko_outbox_refused_total", "Events the broker did not take.", ("event",))
OLDEST: Final = Gauge("soko_outbox_oldest_seconds", "Age of the oldest event still to publish.")
PENDING: Final = Gauge("soko_outbox_pending", "Events still to publish.")
PARKED: Final = Gauge("soko_outbox_parked", "Events that wait for a person.")

log = logs.logger("relay")


class Relay:
    """Publishes one service's outbox; of several, one works and the others stand by."""

    def __init__(self, engine: AsyncEngine, row: type[OutboxColumns], to: Publisher) -> None:
        self._engine = engine
        self._backlog = Backlog(row)
        self._to = to
        self._awake = asyncio.Event()
        self._stopping = False
        self._doubts = delays()

    def wake(self) -> None:
        """Look again now: an event may just have been committed."""
        self._awake.set()

    def stop(self) -> None:
        """Return from `run` after one last pass."""
        self._stopping = True
        self.wake()

    async def purge(self) -> None:
        """Delete what was published days ago."""
        await self._backlog.purge(self._engine)

    async def run(self) -> None:
        """Relay until stopped."""
        waits = delays()
        while not self._stopping:
            try:
                async with leading(self._engine, f"outbox:{self._backlog.schema}") as connection:
                    waits = delays()
                    await self._lead(connection)
            except Exception as error:  # the database comes back, and the rows are still there
                log.warning("the relay was interrupted", error=repr(error))
                end_if_cancelled()
                await asyncio.sleep(next(waits))

    async def _lead(self, connection: AsyncConnection) -> None:
        pause, measured = BUSY_PAUSE, 0.0
        while not self._stopping:
            tally = await self._pass(connection)
            end_if_cancelled()
            if monotonic() - measured > MEASURE_EVERY:
                await self._measure(connection)
                measured = monotonic()
            pause = BUSY_PAUSE if tally.published else min(IDLE_PAUSE, pause * 1.1)
            await self._rest(self._doubt(tally) or pause)
        await self._pass(connection)

    def _doubt(self, tally: Tally) -> float:
        """Return how long to leave a broker alone that does not confirm."""
        if not tally.unconfirmed:
            self._doubts = delays()
            return 0
        return next(self._doubts)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        except TimeoutError:
            return
        self._awake.clear()

    async def _pass(self, connection: AsyncConnection) -> Tally:
        tally = Tally()
        if self._to.ready and await self._backlog.due(connection):
            async with connection.begin():
                rows = await self._backlog.take(connection)
                crash.here("relay.selected")
                await self._publish_all(rows, tally)
                crash.here("relay.confirmed")
                await self._backlog.record(connection, tally)
                crash.here("relay.recorded")
        return tally

    async def _publish_all(self, rows: Sequence[Pending], tally: Tally) -> None:
        deadline = monotonic() + CONFIRM_LIMIT
        for wave in _waves(rows):
            # What is not known to be stored is sent again, so nothing may overtake it.
            if tally.unconfirmed or monotonic() > deadline:
                return
            free = (row for row in wave if row.aggregate_id not in tally.held)
            await asyncio.gather(*(self._publish(row, tally) for row in free))

    async def _publish(self, row: Pending, tally: Tally) -> None:
        kind = EVENTS.get(row.name)
        try:
            await self._to.publish(
                _message(row),
                exchange=exchange(row.name),
                key=row.name,
                mandatory=kind is None or kind.heard,
            )
        except Refused as refusal:
            tally.refused[row.id] = str(refusal)
            tally.held.add(row.aggregate_id)
            REFUSED.labels(row.name).inc()
            log.exception("the broker refused an event", type=row.name, id=row.id)
        except Unconfirmed as doubt:
            tally.unconfirmed += 1
            log.warning("an event is unconfirmed", type=row.name, id=row.id, reason=str(doubt))
        else:
            tally.published.append(row.id)
            PUBLISHED.labels(row.name).inc()
            crash.here("relay.confirming")

    async def _measure(self, connection: AsyncConnection) -> None:
        async with connection.begin():
            size = await self._backlog.size(connection)
        PENDING.set(size.pending)
        PARKED.set(size.parked)
        OLDEST.set(size.oldest_seconds)


def _waves(rows: Iterable[Pending]) -> Iterator[list[Pending]]:
    """Split a batch so that no wave has two rows of one aggregate: the second awaits the first."""
    waves: list[list[Pending]] = []
    seen: defaultdict[UUID, int] = defaultdict(int)
    for row in rows:
        turn = seen[row.aggregate_id]
        seen[row.aggregate_id] += 1
        if turn == len(waves):
            waves.append([])
        waves[turn].append(row)
    return iter(waves)


def _message(row: Pending) -> Message:
    return Message(
        row.body.encode(),
        message_id=str(row.id),
        type=row.name,
        content_type=CONTENT_TYPE,
        delivery_mode=DeliveryMode.PERSISTENT,
        timestamp=row.created_at,
        app_id=publisher(row.name),
    )
