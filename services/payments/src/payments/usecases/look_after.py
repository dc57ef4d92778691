"""Attempts that nobody waits for any more: asked about on a growing schedule, then ended."""

from datetime import timedelta
from typing import Final

from common import crash, logs
from payments.domain.attempt import Attempt
from payments.domain.capture import Source
from payments.domain.provider import Finding, Standing
from payments.domain.schedule import COMPLETE_AFTER
from payments.usecases.each import each
from payments.usecases.ports import World
from payments.usecases.problems import ProviderSilent
from payments.usecases.settle import LONG, ask, conclude, settle

_BATCH: Final = 20
_LEASE: Final = timedelta(seconds=60)

log = logs.logger("payments.look_after")


async def poll_due(world: World) -> int:
    """Ask about attempts whose time has come: the poller, the deadlines and the watch in one."""
    async with world.open_tx() as tx:
        due = await tx.attempts.due(limit=_BATCH, lease=_LEASE)
    if due:
        crash.here("sweep.attempts")

    async def poll(attempt: Attempt) -> None:
        await settle(attempt, source=Source.POLL, world=world)

    await each(due, poll)
    return len(due)


async def complete_left(world: World) -> int:
    """End attempts whose request died before it knew the link: it is lost for good."""
    async with world.open_tx() as tx:
        left = await tx.attempts.left(older_than=COMPLETE_AFTER, limit=_BATCH)

    async def complete(attempt: Attempt) -> None:
        finding = await _last_word(attempt, world)
        log.info("an attempt without a link is ended", attempt_id=str(attempt.id))
        await conclude(attempt, finding, source=Source.COMPLETER, world=world, final=True)

    await each(left, complete)
    return len(left)


async def _last_word(attempt: Attempt, world: World) -> Finding | None:
    finding = await ask(attempt, world=world, patience=LONG)
    if finding is None or finding.standing is not Standing.PENDING:
        return finding
    if await _voided(attempt, world):
        return finding
    # It could not be closed: perhaps because it was paid in this very moment.
    return await ask(attempt, world=world, patience=LONG)


async def _voided(attempt: Attempt, world: World) -> bool:
    provider = world.providers[attempt.provider]
    try:
        crash.here("provider.void.calling")
        closed = await provider.void(attempt)
        crash.here("provider.void.answered")
    except ProviderSilent:
        return False
    return closed
