"""Release the tentative holds that no order confirmed in time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from catalog.domain.hold import Hold, merged
from catalog.usecases import messages
from catalog.usecases.ports import Tx
from common import crash, logs

BATCH: Final = 100

log = logs.logger("holds")


async def lapse_holds(*, failed: list[UUID], tx: Tx, at: datetime) -> bool:
    """Release one batch; True while there may be more.

    `failed` grows by the orders whose holds cannot be released, and leaves those out.
    """
    holds = await tx.holds.lapsed(BATCH, but=failed)
    if holds:
        failed += await _unreleased(holds, tx=tx, at=at)
    return len(holds) == BATCH


async def _unreleased(holds: Sequence[Hold], *, tx: Tx, at: datetime) -> list[UUID]:
    """Release them together; where that fails, by halves, until what fails stands alone."""
    try:
        async with tx.alone():
            await _release(holds, tx=tx, at=at)
    except Exception:
        if len(holds) == 1:
            log.exception("a hold cannot be released", order_id=str(holds[0].order_id))
            return [holds[0].order_id]
        middle = len(holds) // 2
        return [
            *await _unreleased(holds[:middle], tx=tx, at=at),
            *await _unreleased(holds[middle:], tx=tx, at=at),
        ]
    return []


async def _release(holds: Sequence[Hold], *, tx: Tx, at: datetime) -> None:
    lines = merged(line for hold in holds for line in hold.lines)
    await tx.stock.free(lines)
    await tx.holds.release([hold.order_id for hold in holds])
    crash.here("sweep.holds")
    for hold in holds:
        tx.outbox.add(messages.hold_released(hold, at=at))
    messages.stock_changed(tx.outbox, holds[0].order_id, lines, at=at)
