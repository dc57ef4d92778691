"""Background work on several things: a few at once, and none stands in another's way."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, TypeVar

from common import logs

Item = TypeVar("Item")

_AT_ONCE: Final = 3

log = logs.logger("payments.background")


async def each(items: Iterable[Item], work: Callable[[Item], Awaitable[None]]) -> None:
    """Work on every item; what fails is logged, and its lease brings it back."""
    slots = asyncio.Semaphore(_AT_ONCE)

    async def one(item: Item) -> None:
        async with slots:
            try:
                await work(item)
            except Exception:
                log.exception("background work failed")

    await asyncio.gather(*(one(item) for item in items))
