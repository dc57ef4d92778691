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
from orders.usecases.ports import Holds, OpenTx, Tx

_BATCH: Final = 50

log = logs.logger("clocks")


async def run_clocks(open_tx: OpenTx) -> int:
    """Expire what was not paid in time, mark what is stuck; return how many orders were due.

    An order that cannot go on stands in no other's way; the next run tries it again.
    """
    seen, failed = 0, list[UUID]()
    while True:
        async with open_tx() as tx:
            due, now = await tx.orders.due(limit=_BATCH, but=failed), await tx.now()
            failed += [order.id for order in due if not await _has_rung(order, now, tx)]
        seen += len(due)
        if len(due) < _BATCH:
            return seen


async def _has_rung(order: Order, now: datetime, tx: Tx) -> bool:
    undecided = order.status is OrderStatus.PROCESSING
    trigger = Trigger.WATCHDOG if undecided else Trigger.EXPIRED
    try:
        async with tx.alone():
            await advance_order(order, Happening(trigger=trigger, at=now, cause="clock"), tx=tx)
            crash.here("sweep.orders")
    except Exception:
        log.exception("an order's clock failed", order_id=str(order.id))
        return False
    return True


async def sweep_claims(forget: Callable[[], Awaitable[list[UUID]]], holds: Holds) -> None:
    """Free the keys that crashed requests left, and let go of the stock held for them."""
    for order_id in await forget():
        crash.here("sweep.claims")
        with contextlib.suppress(Unavailable):  # it lapses by itself
            await holds.release(order_id)
