"""The catalog message process: `python -m catalog.worker`."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from catalog.adapters.pictures import ObjectPictures, bucket
from catalog.adapters.tables import OPERATIONS, IdempotencyRow, InboxRow, OutboxRow
from catalog.adapters.tx import SqlTx, open_tx
from catalog.consumers.subscriptions import SUBSCRIPTIONS
from catalog.settings import Settings
from catalog.usecases.change_product import publish_due
from catalog.usecases.lapse_holds import lapse_holds
from catalog.usecases.ports import Pictures
from catalog.usecases.shop_settings import found_shop
from common import worker
from common.clock import utcnow
from common.db import Sessions
from common.old_rows import delete_old
from common.timers import Timer
from common.worker import Plan

_BATCH: Final = 50
_ANSWERS_LAST: Final = timedelta(days=7)


def timers(sessions: Sessions, pictures: Pictures) -> tuple[Timer, ...]:
    """Return what happens by the clock."""
    forget = partial(delete_old, sessions, IdempotencyRow.created_at, older_than=_ANSWERS_LAST)
    return (
        Timer("found the shop", timedelta(minutes=1), partial(_found, sessions)),
        Timer("lapse holds", timedelta(seconds=2), partial(_drained, sessions, _lapse)),
        Timer("publish products", timedelta(seconds=2), partial(_drained, sessions, _publish)),
        Timer("sweep objects", timedelta(minutes=1), partial(_sweep, sessions, pictures)),
        Timer("forget answers", timedelta(hours=1), forget),
    )


@asynccontextmanager
async def plan(settings: Settings, sessions: Sessions) -> AsyncIterator[Plan]:
    """Say what this worker does."""
    yield Plan(
        subscriptions=SUBSCRIPTIONS,
        open_tx=open_tx,
        outbox=OutboxRow,
        operations=OPERATIONS,
        inbox=InboxRow,
        timers=timers(sessions, ObjectPictures(bucket(settings))),
    )


async def _drained(
    sessions: Sessions, batch: Callable[[SqlTx, list[UUID]], Awaitable[bool]]
) -> None:
    """Work through batches, each in a transaction of its own, until only failures are left."""
    more, failed = True, list[UUID]()
    while more:
        async with open_tx(sessions) as tx:
            more = await batch(tx, failed)


async def _lapse(tx: SqlTx, failed: list[UUID]) -> bool:
    return await lapse_holds(failed=failed, tx=tx, at=utcnow())


async def _publish(tx: SqlTx, failed: list[UUID]) -> bool:
    return await publish_due(limit=_BATCH, failed=failed, tx=tx, at=utcnow())


async def _found(sessions: Sessions) -> None:
    async with open_tx(sessions) as tx:
        await found_shop(tx=tx, at=utcnow())


async def _sweep(sessions: Sessions, pictures: Pictures) -> None:
    async with open_tx(sessions) as tx:
        keys = await tx.discards.waiting(_BATCH)
    await pictures.delete(keys)
    async with open_tx(sessions) as tx:
        await tx.discards.done(keys)


def main() -> None:
    """Work until SIGTERM."""
    settings = Settings()
    worker.run(settings, partial(plan, settings))


if __name__ == "__main__":
    main()
