"""Attempts that nobody waits for any more: asked about on a growing schedule, then ended."""

from datetime import timedelta
from typing import Final

from common import crash, logs
from payments.domain.attempt import Attempt
from payments.domain.capture import Source
from payments.domain.schedule import COMPLETE_AFTER
from payments.usecases.each import each
from payments.usecases.ports import World
from payments.usecases.settle import settle
from payments.usecases.wind_up import wind_up

_BATCH: Final = 20
_LEASE: Final = timedelta(seconds=60)

log = logs.logger("payments.look_after")


async def poll_due(world: World) -> int:
    """Ask about attempts whose time has come: the poller, the deadlines and the watch in one.

    What shall not be paid any more is closed at its provider too, for as long as it is watched.
    """
    async with world.open_tx() as tx:
        due = await tx.attempts.due(limit=_BATCH, lease=_LEASE)
        now = await tx.now()
    if due:
        crash.here("sweep.attempts")

    async def poll(attempt: Attempt) -> None:
        if attempt.is_to_be_closed(now):
            await wind_up(attempt, source=Source.POLL, world=world)
        else:
            await settle(attempt, source=Source.POLL, world=world)

    await each(due, poll)
    return len(due)


async def complete_left(world: World) -> int:
    """End attempts whose request died before it knew the link: it is lost for good."""
    async with world.open_tx() as tx:
        left = await tx.attempts.left(older_than=COMPLETE_AFTER, limit=_BATCH)

    async def complete(attempt: Attempt) -> None:
        log.info("an attempt without a link is ended", attempt_id=str(attempt.id))
        await wind_up(attempt, source=Source.COMPLETER, world=world, final=True)

    await each(left, complete)
    return len(left)
