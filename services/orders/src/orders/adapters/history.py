"""The history of orders over one open session."""

from typing import Final
from uuid import UUID

from sqlalchemy import any_, insert, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from orders.adapters.tables import HistoryRow
from orders.domain.order import Order
from orders.domain.progress import Happening, Progress
from orders.domain.states import Effect, Trigger

_REFUNDS: Final = (Effect.REFUND_ALL.value, Effect.REFUND_LATE.value)


class SqlHistory:
    """The `History` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def note(self, order: Order, what: str, *, cause: str) -> None:
        """Write down what made the order's present version without a trigger."""
        row = {
            "order_id": order.id,
            "version": order.version,
            "trigger": what,
            "outcome": "applied",
            "from_status": order.status.value,
            "to_status": order.status.value,
            "effects": [],
            "cause": cause,
        }
        await self._session.execute(insert(HistoryRow), [row])

    async def add(self, progress: Progress, happening: Happening) -> None:
        """Write it down: a row for every status passed, or one for what was ignored."""
        await self._session.execute(insert(HistoryRow), _rows(progress, happening))

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
        found = await self._session.scalar(
            select(HistoryRow.id)
            .where(
                HistoryRow.order_id == order_id,
                HistoryRow.attempt_id == attempt_id,
                HistoryRow.trigger == Trigger.FAILED.value,
            )
            .limit(1)
        )
        return found is not None


def _rows(progress: Progress, happening: Happening) -> list[dict[str, object]]:
    path = progress.path or (progress.after.status,)
    first = progress.after.version - len(path) + 1
    said = {
        "order_id": progress.after.id,
        "trigger": happening.trigger.value,
        "outcome": _outcome(progress),
        "cause": happening.cause,
        "reason": happening.reason,
        "message_id": happening.message_id,
        "attempt_id": happening.attempt_id,
    }
    effects = [effect.value for effect in progress.effects]
    return [
        {
            **said,
            "version": version,
            "from_status": before.value,
            "to_status": after.value,
            "effects": effects if after is path[-1] else [],
        }
        for version, before, after in zip(
            range(first, first + len(path)), (progress.before.status, *path), path, strict=False
        )
    ]


def _outcome(progress: Progress) -> str:
    if progress.step is None:
        return "ignored"
    return "applied" if progress.step.moves else "recorded"
