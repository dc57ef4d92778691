"""One service of the shop in memory: transactions, facts out, facts in once."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, Final
from uuid import UUID

from common.events.base import Event
from common.events.registry import publisher
from simulation.clock import Clock
from simulation.loop import Loop
from simulation.tables import Tables

Handler = Callable[[Any, Any], Awaitable[None]]
Publish = Callable[[Event], None]


class Outbox:
    """Events that leave when the transaction commits."""

    def __init__(self, service: str, tables: Tables) -> None:
        self._service = service
        self._tables = tables
        self.queued: list[Event] = []

    def add(self, event: Event) -> None:
        """Queue the event."""
        if publisher(event.name) != self._service:
            raise self._tables.refuse(f"{self._service} may not publish {event.name}")
        self.queued.append(event)


class Inbox:
    """Which events had their effect."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._seen: dict[UUID, bool] = {}

    async def claim(self, event: Event) -> bool:
        """Return True the first time an event is seen."""
        if event.id in self._seen:
            return False
        self._tables.put(self._seen, event.id, True)
        return True


class BareTx:
    """What the transactions of all services have in common."""

    def __init__(self, service: str, clock: Clock) -> None:
        self.tables: Final = Tables()
        self.outbox = Outbox(service, self.tables)
        self.inbox = Inbox(self.tables)
        self._clock = clock

    async def now(self) -> datetime:
        """Return the database's clock."""
        return self._clock.now

    def alone(self) -> AbstractAsyncContextManager[object]:
        """Open a part of it that is undone by itself when it raises."""
        return _alone(self.tables)


@asynccontextmanager
async def _alone(tables: Tables) -> AsyncIterator[None]:
    with tables.part():
        yield


class Service:
    """Runs transactions one after the other, so that each stands for one serial order of them."""

    def __init__(
        self,
        name: str,
        tx: BareTx,
        subscriptions: Mapping[type[Event], Handler],
        *,
        loop: Loop,
        publish: Publish,
    ) -> None:
        self.name = name
        self.tx = tx
        self.subscriptions = subscriptions
        self.loop = loop
        self.publish = publish
        self.is_open = False
        self.on_commit: Callable[[], None] = lambda: None

    def open_tx(self) -> "Transaction":
        """Open a transaction after which the process may die."""
        return Transaction(self, may_die=True)

    async def receive(self, event: Event) -> None:
        """Handle one delivery in one transaction; a repeated delivery changes nothing."""
        async with Transaction(self, may_die=False) as tx:
            if await tx.inbox.claim(event):
                await self.subscriptions[type(event)](event, tx)


class Transaction:
    """Commits when the block ends, undoes everything when it raises."""

    def __init__(self, service: Service, *, may_die: bool) -> None:
        self._service = service
        self._may_die = may_die

    async def __aenter__(self) -> Any:
        if self._service.is_open:
            raise self._service.tx.tables.refuse(
                f"{self._service.name} waits with a transaction open"
            )
        self._service.is_open = True
        return self._service.tx

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        service = self._service
        service.is_open = False
        events, service.tx.outbox.queued = service.tx.outbox.queued, []
        if kind is not None:
            service.tx.tables.roll_back()
            return
        service.tx.tables.keep()
        for event in events:
            service.publish(event)
        service.on_commit()
        if self._may_die:
            await service.loop.stand_still("committed")
