"""The payments message process: relay, consumers, and the clocks of saga.md section 1."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from common.auth import ServiceSigner
from common.db import Sessions
from common.old_rows import delete_old
from common.timers import Timer
from common.worker import Plan, Planner, run
from payments.adapters.tables import OPERATIONS, AnswerRow, OutboxRow
from payments.adapters.tx import open_tx
from payments.consumers.subscriptions import SUBSCRIPTIONS
from payments.settings import Settings
from payments.usecases.look_after import complete_left, poll_due
from payments.usecases.ports import World
from payments.usecases.refunds.perform import perform_refunds
from payments.usecases.work_webhooks import work_webhooks
from payments.world import open_world

_ANSWERS_KEPT = timedelta(days=7)


def planner(settings: Settings) -> Planner:
    """Return what opens the worker's parts."""
    sign = ServiceSigner(settings.service, settings.key.get_secret_value()).token

    @asynccontextmanager
    async def plan(sessions: Sessions) -> AsyncIterator[Plan]:
        async with open_world(settings, sessions, sign) as world:
            yield Plan(
                subscriptions=SUBSCRIPTIONS,
                open_tx=open_tx,
                outbox=OutboxRow,
                operations=OPERATIONS,
                timers=timers(world, sessions),
            )

    return plan


def timers(world: World, sessions: Sessions) -> tuple[Timer, ...]:
    """Return everything that happens by the clock."""
    purge = partial(delete_old, sessions, AnswerRow.created_at, older_than=_ANSWERS_KEPT)
    return (
        Timer("work webhooks", timedelta(seconds=0.25), _until_done(work_webhooks, world)),
        Timer("poll attempts", timedelta(seconds=1), _until_done(poll_due, world)),
        Timer("perform refunds", timedelta(seconds=1), _until_done(perform_refunds, world)),
        Timer("complete attempts", timedelta(seconds=5), _until_done(complete_left, world)),
        Timer("purge answers", timedelta(hours=1), purge),
    )


def _until_done(
    work: Callable[[World], Awaitable[int]], world: World
) -> Callable[[], Awaitable[None]]:
    async def job() -> None:
        while await work(world):
            pass

    return job


def main() -> None:
    """Work until told to stop."""
    settings = Settings()
    run(settings, planner(settings))


if __name__ == "__main__":
    main()
