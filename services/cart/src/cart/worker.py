"""The cart's message process."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Final

from cart.adapters.tables import OPERATIONS, CartRow, IdempotencyRow, InboxRow, OutboxRow
from cart.adapters.tx import open_tx
from cart.consumers.subscriptions import SUBSCRIPTIONS
from cart.settings import Settings
from cart.usecases.end_abandoned import end_abandoned
from common import worker
from common.db import Sessions
from common.old_rows import delete_old
from common.timers import Timer
from common.worker import Plan

_WEEK: Final = timedelta(days=7)


@asynccontextmanager
async def plan(settings: Settings, sessions: Sessions) -> AsyncIterator[Plan]:
    """Say what the worker does."""
    yield Plan(
        subscriptions=SUBSCRIPTIONS,
        open_tx=open_tx,
        outbox=OutboxRow,
        operations=OPERATIONS,
        inbox=InboxRow,
        timers=_timers(settings, sessions),
    )


def _timers(settings: Settings, sessions: Sessions) -> Sequence[Timer]:
    old, hour = partial(delete_old, sessions), timedelta(hours=1)
    untouched, known = timedelta(seconds=settings.abandoned), timedelta(seconds=settings.token_life)
    end = partial(end_abandoned, after=untouched, open_tx=partial(open_tx, sessions))
    return [
        Timer("forget_answers", hour, partial(old, IdempotencyRow.created_at, older_than=_WEEK)),
        Timer("end_abandoned", hour, end),
        # By then no token opens it any more.
        Timer("forget_ended", hour, partial(old, CartRow.ended_at, older_than=known)),
    ]


def main() -> None:
    """Work until SIGTERM."""
    settings = Settings()
    worker.run(settings, partial(plan, settings))


if __name__ == "__main__":
    main()
