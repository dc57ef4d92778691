"""Release the tentative holds that no order confirmed in time."""

from datetime import datetime
from typing import Final

from catalog.domain.hold import merged
from catalog.usecases import messages
from catalog.usecases.ports import Tx

BATCH: Final = 100


async def lapse_holds(*, tx: Tx, at: datetime) -> bool:
    """Release one batch; True while there may be more."""
    holds = await tx.holds.lapsed(BATCH)
    if holds:
        lines = merged(line for hold in holds for line in hold.lines)
        await tx.stock.free(lines)
        await tx.holds.release([hold.order_id for hold in holds])
        for hold in holds:
            tx.outbox.add(messages.hold_released(hold, at=at))
        messages.stock_changed(tx.outbox, holds[0].order_id, lines, at=at)
    return len(holds) == BATCH
