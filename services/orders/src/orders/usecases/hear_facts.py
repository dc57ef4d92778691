"""What other services report about an order: it is believed, recorded and never refused."""

from uuid import UUID

from common import logs
from orders.domain.problems import OrderNotFound
from orders.domain.progress import Happening
from orders.domain.states import Trigger
from orders.usecases.advance_order import advance_order
from orders.usecases.ports import Tx

log = logs.logger("facts")


async def hear(
    order_id: UUID,
    trigger: Trigger,
    *,
    tx: Tx,
    cause: str,
    message_id: UUID,
    attempt_id: UUID | None = None,
    amount: int = 0,
    reason: str | None = None,
) -> bool:
    """Apply what was reported; False when no such order exists here."""
    try:
        order = await tx.orders.locked(order_id)
    except OrderNotFound:
        log.warning("a fact names no order of ours", order_id=str(order_id), fact=cause)
        return False
    happening = Happening(
        trigger=trigger,
        at=await tx.now(),
        cause=cause,
        attempt_id=attempt_id,
        amount=amount,
        reason=reason,
        retry=tx.clocks.retry,
        message_id=message_id,
    )
    await advance_order(order, happening, tx=tx)
    return True
