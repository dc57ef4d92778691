"""Taking no new work while what was promised to others does not get out.

An order that nobody hears of can be placed, but not paid, shipped or cancelled. Better to say so
at the door than to pile up more of them; reads and everything under way go on.
"""

import asyncio
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from common import logs
from common.backlog import Backlog, Size
from common.db import Sessions
from common.errors import Unavailable
from common.outbox import OutboxColumns

MOST_PENDING: Final = 50_000
OLDEST_SECONDS: Final = 600.0
LOOK_EVERY: Final = 5.0
_RETRY_AFTER: Final = 30

log = logs.logger("shedding")


class Overloaded(Unavailable):
    """What was accepted before has not got out yet; the same call may work later."""

    code = "unavailable"

    def __init__(self) -> None:
        super().__init__("too much waits to be worked on; try again", retry_after=_RETRY_AFTER)


class Shedding:
    """Watches one service's outbox."""

    def __init__(self, sessions: Sessions, row: type[OutboxColumns]) -> None:
        self._sessions = sessions
        self._backlog = Backlog(row)
        self._is_over = False

    def refuse_more(self) -> None:
        """Raise `Overloaded` while too much is pending, or for too long."""
        if self._is_over:
            raise Overloaded

    async def keeps_up(self) -> bool:
        """Whether new work is taken."""
        return not self._is_over

    async def run(self) -> None:
        """Look at the outbox again and again until cancelled."""
        while True:
            try:
                await self.look()
            except (SQLAlchemyError, OSError) as error:
                log.warning("the outbox cannot be measured", error=repr(error))
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Measure the outbox once."""
        async with self._sessions() as session:
            size = await self._backlog.size(await session.connection())
        was_over, self._is_over = self._is_over, _is_too_much(size)
        if was_over is not self._is_over:
            log.warning("new work is shed" if self._is_over else "new work is taken again")


def _is_too_much(size: Size) -> bool:
    return size.pending > MOST_PENDING or size.oldest_seconds > OLDEST_SECONDS
