"""Correct what is on hand: a delivery, a breakage, a count."""

from datetime import datetime
from uuid import UUID

from catalog.domain.hold import Line
from catalog.domain.stock import Movement
from catalog.usecases import audit, messages
from catalog.usecases.ports import Staff, Tx


async def adjust_stock(
    movement_id: UUID,
    variant_id: UUID,
    *,
    delta: int,
    reason: str,
    staff: Staff,
    tx: Tx,
    at: datetime,
) -> Movement:
    """Move the stock by `delta` units; never below what orders hold."""
    movement = await tx.stock.adjust(
        movement_id, variant_id, delta=delta, reason=reason, actor=staff.id
    )
    line = Line(variant_id, movement.product_id, abs(delta))
    messages.stock_changed(tx.outbox, variant_id, [line], at=at)
    tx.outbox.add(
        audit.recorded(
            "stock.adjusted",
            "variant",
            variant_id,
            before={"on_hand": movement.on_hand - delta},
            after={"on_hand": movement.on_hand, "reason": reason},
            staff=staff,
            at=at,
        )
    )
    return movement
