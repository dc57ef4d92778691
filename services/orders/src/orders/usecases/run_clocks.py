"""What happens to orders because time passed; called by the worker's timers."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from common.errors import Unavailable
from orders.domain.progress import Happening
from orders.domain.states import OrderStatus, Trigger
from orders.usecases.advance_order import advance_order
from orders.usecases.ports import Holds, OpenTx

_BATCH: Final = 50


async def run_clocks(open_tx: OpenTx) -> int:
    """Expire what was not paid in time, mark what is stuck; return how many orders were due."""
    seen = 0
    while True:
        async with open_tx() as tx:
            due, now = await tx.orders.due(limit=_BATCH), await tx.now()
            for order in due:
                undecided = order.status is OrderStatus.PROCESSING
                trigger = Trigger.WATCHDOG if undecided else Trigger.EXPIRED
                await advance_order(order, Happening(trigger=trigger, at=now, cause="clock"), tx=tx)
        seen += len(due)
        if len(due) < _BATCH:
            return seen


async def sweep_claims(forget: Callable[[], Awaitable[list[UUID]]], holds: Holds) -> None:
    """Free the keys that crashed requests left, and let go of the stock held for them."""
    for order_id in await forget():
        with contextlib.suppress(Unavailable):  # it lapses by itself
            await holds.release(order_id)
