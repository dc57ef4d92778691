"""The cart's message process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from cart.adapters.tables import OPERATIONS, IdempotencyRow, InboxRow, OutboxRow
from cart.adapters.tx import open_tx
from cart.consumers.subscriptions import SUBSCRIPTIONS
from cart.settings import Settings
from common import worker
from common.db import Sessions
from common.old_rows import delete_old
from common.timers import Timer
from common.worker import Plan


@asynccontextmanager
async def plan(sessions: Sessions) -> AsyncIterator[Plan]:
    """Say what the worker does."""
    forget = partial(delete_old, sessions, IdempotencyRow.created_at, older_than=timedelta(days=7))
    yield Plan(
        subscriptions=SUBSCRIPTIONS,
        open_tx=open_tx,
        outbox=OutboxRow,
        operations=OPERATIONS,
        inbox=InboxRow,
        timers=[Timer("forget_answers", timedelta(hours=1), forget)],
    )


def main() -> None:
    """Work until SIGTERM."""
    worker.run(Settings(), plan)


if __name__ == "__main__":
    main()
