"""What catalog knows of one order's story: its hold, its stock movements, its messages."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from catalog.adapters.tables import HoldLineRow, HoldRow, InboxRow, MovementRow, OutboxRow
from common import timeline
from common.timeline import Entry, Timeline

_OF_ORDERS: Final = ("sale", "restock")


async def of_order(session: AsyncSession, order_id: UUID) -> Timeline:
    """Return it; nothing, for an order catalog never heard of."""
    return Timeline(
        items=[
            *await _hold(session, order_id),
            *await _movements(session, order_id),
            *await timeline.published(session, OutboxRow, order_id),
            *await timeline.heard(session, InboxRow, order_id),
        ]
    )


async def _hold(session: AsyncSession, order_id: UUID) -> list[Entry]:
    """Tell when stock was first held, or first heard of, and where the hold stands now."""
    hold = await session.get(HoldRow, order_id)
    if hold is None:
        return []
    lines = await session.scalars(
        select(HoldLineRow).where(HoldLineRow.order_id == order_id).order_by(HoldLineRow.variant_id)
    )
    stands: dict[str, Any] = {
        "state": hold.state,
        "order_version": hold.order_version,
        "expires_at": hold.expires_at,
        "lines": [{"variant_id": line.variant_id, "quantity": line.quantity} for line in lines],
    }
    begun = _entry(hold.created_at, "hold", "the hold began", {})
    return [begun, _entry(hold.updated_at, "hold", f"the hold is {hold.state}", stands)]


async def _movements(session: AsyncSession, order_id: UUID) -> list[Entry]:
    moved = await session.scalars(
        select(MovementRow)
        .where(MovementRow.cause.in_(_OF_ORDERS), MovementRow.ref == order_id)
        .order_by(MovementRow.id)
    )
    return [
        _entry(
            movement.created_at,
            "stock_movement",
            movement.cause,
            {
                "variant_id": movement.variant_id,
                "delta": movement.delta,
                "on_hand": movement.on_hand,
            },
        )
        for movement in moved
    ]


def _entry(at: datetime, kind: str, title: str, detail: dict[str, Any]) -> Entry:
    return Entry(at=at, source="catalog", kind=kind, title=title, detail=detail)
