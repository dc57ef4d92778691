"""The history of orders over one open session."""

from typing import Final
from uuid import UUID

from sqlalchemy import any_, bindparam, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from orders.adapters import records, statements
from orders.adapters.tables import HistoryRow
from orders.domain.order import Order
from orders.domain.progress import Happening, Progress
from orders.domain.states import Effect, Trigger

_REFUNDS: Final = (Effect.REFUND_ALL.value, Effect.REFUND_LATE.value)
_FAILURE: Final = (
    select(HistoryRow.id)
    .where(
        HistoryRow.order_id == bindparam("order_id"),
        HistoryRow.attempt_id == bindparam("attempt_id"),
        HistoryRow.trigger == Trigger.FAILED.value,
    )
    .limit(1)
)


class SqlHistory:
    """The `History` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def note(self, order: Order, what: str, *, cause: str) -> None:
        """Write down what made the order's present version without a trigger."""
        await self._session.execute(statements.NOTE, records.noted(order, what, cause=cause))

    async def add(self, progress: Progress, happening: Happening) -> None:
        """Write down what moved nothing: it was recorded, or ignored."""
        for row in records.passed(progress, happening):
            await self._session.execute(statements.NOTE, row)

    async def asked_back(self, order_id: UUID) -> tuple[Trigger, UUID | None] | None:
        """Return what made us ask for money back the last time, and the attempt it named."""
        asked = [literal(effect) == any_(HistoryRow.effects) for effect in _REFUNDS]
        rows = await self._session.execute(
            select(HistoryRow.trigger, HistoryRow.attempt_id)
            .where(HistoryRow.order_id == order_id, or_(*asked))
            .order_by(HistoryRow.id.desc())
            .limit(1)
        )
        found = rows.one_or_none()
        return None if found is None else (Trigger(found.trigger), found.attempt_id)

    async def has_failed(self, order_id: UUID, attempt_id: UUID) -> bool:
        """Whether payments said of the attempt that it ended without money."""
        attempt = {"order_id": order_id, "attempt_id": attempt_id}
        return await self._session.scalar(_FAILURE, attempt) is not None
