"""What open event streams see of orders: one poller per process, however many watch."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from common import logs
from common.cancellation import end_if_cancelled
from common.db import Sessions
from common.errors import Unavailable
from orders.adapters.tables import OrderRow

log: Final = logs.logger("feed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """Where an order stands at one version."""

    id: UUID
    status: str
    payment_status: str
    version: int
    at: datetime


class TooManyStreams(Unavailable):
    """This process keeps as many event streams open as it may."""

    code = "unavailable"

    def __init__(self) -> None:
        super().__init__("too many event streams are open; try again", retry_after=5)


class Watch:
    """One stream's view of one order: the newest glimpse it has not taken yet."""

    def __init__(self) -> None:
        self._fresh = asyncio.Event()
        self._glimpse: Glimpse | None = None

    def show(self, glimpse: Glimpse) -> None:
        """Offer a glimpse; an older one that was not taken is gone."""
        # A look that began before another may end after it.
        if self._glimpse is None or glimpse.version > self._glimpse.version:
            self._glimpse = glimpse
            self._fresh.set()

    def wake(self) -> None:
        """End the wait of whoever takes, though there is nothing new."""
        self._fresh.set()

    async def take(self, *, within: float) -> Glimpse | None:
        """Wait that many seconds for something new."""
        try:
            async with asyncio.timeout(within):
                await self._fresh.wait()
        except TimeoutError:
            return None
        self._fresh.clear()
        return self._glimpse


class OrderFeed:
    """Reads the versions of all watched orders at once and shows what is new."""

    def __init__(self, sessions: Sessions, *, at_most: int, every: float = 0.5) -> None:
        self._sessions = sessions
        self._at_most = at_most
        self._every = every
        self._watches: dict[UUID, set[Watch]] = defaultdict(set)
        self._seen: dict[UUID, int] = {}
        self._wanted = asyncio.Event()
        self._open = 0
        self.is_ending = False
        """Whether all streams are to end; their clients come back, to another process."""

    def end(self) -> None:
        """End all streams."""
        self.is_ending = True
        for watch in [one for watches in self._watches.values() for one in watches]:
            watch.wake()

    def admit(self) -> None:
        """Raise `TooManyStreams` where another watch would be one too many."""
        if self._open >= self._at_most:
            raise TooManyStreams

    @asynccontextmanager
    async def watch(self, order_id: UUID) -> AsyncIterator[Watch]:
        """Watch one order; its present state is shown at once."""
        watch = Watch()
        self._open += 1
        self._watches[order_id].add(watch)
        try:
            for glimpse in await self._look([order_id]):
                watch.show(glimpse)
            self._wanted.set()
            yield watch
        finally:
            self._open -= 1
            self._leave(order_id, watch)

    async def run(self) -> None:
        """Poll until cancelled; a database that is away is waited for."""
        while True:
            end_if_cancelled()
            await self._wanted.wait()
            try:
                await self._poll()
            except (SQLAlchemyError, OSError) as error:
                log.warning("the feed cannot read orders", error=repr(error))
            await asyncio.sleep(self._every)

    async def _poll(self) -> None:
        if not self._watches:
            self._wanted.clear()
            return
        for glimpse in await self._look(list(self._watches)):
            if glimpse.version > self._seen.get(glimpse.id, 0):
                self._seen[glimpse.id] = glimpse.version
                for watch in self._watches.get(glimpse.id, ()):
                    watch.show(glimpse)

    async def _look(self, ids: Collection[UUID]) -> list[Glimpse]:
        columns = (
            OrderRow.id,
            OrderRow.status,
            OrderRow.payment_status,
            OrderRow.version,
            OrderRow.updated_at,
        )
        async with self._sessions() as session:
            rows = await session.execute(select(*columns).where(OrderRow.id.in_(ids)))
            return [
                Glimpse(id=id_, status=status, payment_status=paid, version=version, at=at)
                for id_, status, paid, version, at in rows
            ]

    def _leave(self, order_id: UUID, watch: Watch) -> None:
        self._watches[order_id].discard(watch)
        if not self._watches[order_id]:
            del self._watches[order_id]
            self._seen.pop(order_id, None)
