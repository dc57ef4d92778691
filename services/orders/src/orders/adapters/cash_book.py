"""What payments did for orders, kept for the reports: one statement a fact."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Table, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from common.db import table_of
from orders.adapters.report_tables import AttemptRow, RefundRow
from orders.adapters.tables import OrderRow
from orders.domain.attempt import Attempt, Outcome, Refund

_ORDERS: Final = table_of(OrderRow)
_ATTEMPTS: Final = table_of(AttemptRow)
_REFUNDS: Final = table_of(RefundRow)


def _of_an_order(table: Table) -> Any:
    """Return an insert of one row, in the currency of its order."""
    values: dict[str, ColumnElement[Any]] = {
        one.name: bindparam(one.name, type_=one.type) for one in table.c
    }
    values["currency"] = _ORDERS.c.currency
    row = select(*values.values()).where(_ORDERS.c.id == values["order_id"])
    return insert(table).from_select(list(values), row)


def _told() -> Any:
    new, stood = _of_an_order(_ATTEMPTS), _ATTEMPTS.c
    return new.on_conflict_do_update(
        index_elements=["id"],
        set_={
            "begun_at": func.least(stood.begun_at, new.excluded.begun_at),
            "failed": or_(stood.failed, new.excluded.failed),
            "succeeded": or_(stood.succeeded, new.excluded.succeeded),
            "captured": func.greatest(stood.captured, new.excluded.captured),
            "captured_at": func.least(stood.captured_at, new.excluded.captured_at),
        },
    )


_TOLD: Final = _told()
_GAVE_BACK: Final = _of_an_order(_REFUNDS).on_conflict_do_nothing()


class SqlCashBook:
    """The `CashBook` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def tell(self, attempt: Attempt) -> None:
        """Keep what is told of an attempt; whatever is told again changes nothing."""
        is_captured = attempt.outcome is Outcome.CAPTURED
        row = {
            "id": attempt.id,
            "order_id": attempt.order_id,
            "provider": attempt.provider,
            "begun_at": attempt.at,
            "failed": attempt.outcome is Outcome.FAILED,
            "succeeded": is_captured or attempt.outcome is Outcome.PROMISED,
            "captured": attempt.captured,
            "captured_at": attempt.at if is_captured else None,
        }
        await self._session.execute(_TOLD, row)

    async def give_back(self, refund: Refund) -> None:
        """Keep a refund; one that is told again changes nothing."""
        row = {
            "id": refund.id,
            "order_id": refund.order_id,
            "provider": refund.provider,
            "amount": refund.amount,
            "at": refund.at,
        }
        await self._session.execute(_GAVE_BACK, row)
