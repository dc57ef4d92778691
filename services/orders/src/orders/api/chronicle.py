"""Where staff read all that happened around an order, over all services, in one list."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from common.errors import Unavailable
from common.schemas import Page
from common.timeline import Entry
from orders.adapters.stories import own_story
from orders.adapters.tx import SqlTx


class Story(Protocol):
    """One service's part of an order's story."""

    @property
    def name(self) -> str: ...  # noqa: D102

    async def of(self, order_id: UUID) -> list[Entry]:
        """Return what the service knows of the order; raise `Unavailable`."""
        ...


class Chronicle:
    """Merges our own part of an order's story with the other services'."""

    def __init__(
        self,
        open_tx: Callable[[], AbstractAsyncContextManager[SqlTx]],
        others: Sequence[Story],
    ) -> None:
        self._open_tx = open_tx
        self._others = others

    async def of(self, order_id: UUID) -> Page[Entry]:
        """Return everything in the order of time, as one page; raise `OrderNotFound`."""
        async with self._open_tx() as tx:
            await tx.orders.read(order_id)
            ours, now = await own_story(tx.session, order_id), await tx.now()
        # No connection waits while others are asked.
        theirs = await asyncio.gather(*(_part(story, order_id, now) for story in self._others))
        told = [*ours, *(entry for part in theirs for entry in part)]
        return Page(items=sorted(told, key=lambda entry: entry.at))


async def _part(story: Story, order_id: UUID, at: datetime) -> list[Entry]:
    try:
        return await story.of(order_id)
    except Unavailable:
        title = f"{story.name} did not answer: its part is missing"
        return [Entry(at=at, source=story.name, kind="missing", title=title, detail={})]
