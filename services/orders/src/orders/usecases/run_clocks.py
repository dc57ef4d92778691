"""What happens to orders because time passed; called by the worker's timers."""

import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from common import crash, logs
from common.errors import Unavailable
from orders.domain.order import Order
from orders.domain.progress import Happening
from orders.domain.states import OrderStatus, Trigger
from orders.usecases.advance_order import advance_order
from orders.usecases.neighbours import Holds
from orders.usecases.ports import OpenTx, Releases, Tx

_BATCH: Final = 50
_EXPIRE: Final = {OrderStatus.PENDING, OrderStatus.FAILED}

log = logs.logger("clocks")


async def run_clocks(open_tx: OpenTx) -> int:
    """Expire what was not paid in time, mark what is stuck; return how many orders were due.

    An order that cannot go on stands in no other's way; it is tried again later, then stuck.
    """
    seen = 0
    while True:
        async with open_tx() as tx:
            due, now = await tx.orders.due(limit=_BATCH), await tx.now()
            for order in due:
                await _ring(order, now, tx)
        seen += len(due)
        if len(due) < _BATCH:
            return seen


async def _ring(order: Order, now: datetime, tx: Tx) -> None:
    trigger = Trigger.EXPIRED if order.status in _EXPIRE else Trigger.WATCHDOG
    try:
        async with tx.alone():
            await advance_order(order, Happening(trigger=trigger, at=now, cause="clock"), tx=tx)
            crash.here("sweep.orders")
    except Exception as error:
        # The first line alone: what follows may quote the customer.
        told = f"{type(error).__name__}: {error}".partition("\n")[0]
        stuck = await tx.sagas.put_off(order.id, told)
        log.exception("an order's clock failed", order_id=str(order.id), stuck=stuck)


async def sweep_claims(
    forget: Callable[[], Awaitable[list[UUID]]], releases: Releases, holds: Holds
) -> None:
    """Free the keys that crashed requests left, and let go of all stock held for nothing."""
    if await forget():
        crash.here("sweep.claims")
    with contextlib.suppress(Unavailable):  # the next run tries again
        for order_id in await releases.oldest(limit=_BATCH):
            await holds.release(order_id)
            await releases.done(order_id)
