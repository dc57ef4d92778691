"""What is asked of payments and attempts each time somebody pays: built once.

The parameters are the columns' names; `wanted` is what a row is looked for by.
"""

from typing import Any, Final

from sqlalchemy import Column, DateTime, Select, Table, Update, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from common.db import table_of
from payments.adapters.tables import AttemptRow, PaymentRow

_PAYMENTS: Final = table_of(PaymentRow)
_ATTEMPTS: Final = table_of(AttemptRow)
_CLOCK: Final = func.clock_timestamp(type_=DateTime(timezone=True))


def _found(column: Column[Any]) -> Select[Any]:
    return select(*column.table.c).where(column == bindparam("wanted"))


def _saved(table: Table, *, but: str) -> Update:
    # What is not among the parameters keeps its value, or its default for updates.
    names = [one.name for one in table.c if one.name not in {"id", but}]
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    return update(table).where(table.c.id == bindparam("wanted")).values(values)


NOW: Final = select(_CLOCK)

PAYMENT: Final = _found(_PAYMENTS.c.id)
PAYMENT_LOCKED: Final = PAYMENT.with_for_update()
PAYMENT_OF_ORDER_LOCKED: Final = _found(_PAYMENTS.c.order_id).with_for_update()
OPEN_PAYMENT: Final = (
    insert(_PAYMENTS)
    .values({one.name: bindparam(one.name) for one in _PAYMENTS.c})
    .on_conflict_do_nothing(index_elements=["order_id"])
    .returning(_PAYMENTS.c.id)
)
"""Returns nothing where the order has one."""
SAVE_PAYMENT: Final = _saved(_PAYMENTS, but="id")

ATTEMPT: Final = _found(_ATTEMPTS.c.id)
ATTEMPT_REFERRED: Final = _found(_ATTEMPTS.c.reference)
ATTEMPT_CALLED_BACK: Final = _found(_ATTEMPTS.c.callback_hash)
ATTEMPTS_OF: Final = (
    select(*_ATTEMPTS.c, _CLOCK.label("clock"))
    .where(_ATTEMPTS.c.payment_id == bindparam("wanted"))
    .order_by(_ATTEMPTS.c.created_at, _ATTEMPTS.c.id)
)
"""A payment's attempts, oldest first; `clock` is when they were read."""
ADD_ATTEMPT: Final = insert(_ATTEMPTS).values(
    {one.name: bindparam(one.name) for one in _ATTEMPTS.c if one.name != "updated_at"}
)
SAVE_ATTEMPT: Final = _saved(_ATTEMPTS, but="updated_at")
