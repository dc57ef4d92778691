"""Work that outlives the request that caused it, and never outlives the process."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Final

LIMIT: Final = 50_000

logger = logging.getLogger(__name__)


class Background:
    """Holds its tasks, so that none is collected half way and all end at shutdown."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[None, None, None]) -> None:
        """Start the work, or drop it with a warning when far too much is waiting."""
        if len(self._tasks) >= LIMIT:
            logger.warning("%d tasks are waiting; one more is dropped", len(self._tasks))
            work.close()
            return
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def cancel(self) -> None:
        """End everything that is waiting."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (broken := task.exception()):
            logger.error("background work broke", exc_info=broken)
