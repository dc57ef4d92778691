"""A gate that lets so many through at once; the others wait in line, for a while.

Without it a rush asks for more database connections and answers of other services than there
are in time, and most of it is refused although all of it could be served one after the other.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from common.errors import Unavailable


class Busy(Unavailable):
    """Too many wait already; the same call may work in a moment."""

    code = "unavailable"


class Gate:
    """Lets `at_once` through; who waited for `patience` seconds is turned away."""

    def __init__(self, at_once: int, *, patience: float) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._patience = patience

    @asynccontextmanager
    async def entered(self) -> AsyncIterator[None]:
        """Wait for one's turn and keep it for the block; raise `Busy`."""
        try:
            async with asyncio.timeout(self._patience):
                await self._places.acquire()
        except TimeoutError as error:
            raise Busy("too many orders are being placed; try again") from error
        try:
            yield
        finally:
            self._places.release()
