"""What is asked of the tables of orders on every purchase: built once, each one round trip.

Building a statement of forty columns costs more than running one that is built. The parameters
are the columns' names; those of the history begin with `history_`, those of the saga with `saga_`.
"""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    bindparam,
    column,
    func,
    insert,
    literal,
    literal_column,
    null,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from common.db import table_of
from orders.adapters.tables import HistoryRow, LineRow, OrderRow, SagaRow
from orders.domain.states import OrderStatus

_ORDERS: Final = table_of(OrderRow)
_LINES: Final = table_of(LineRow)
_HISTORY: Final = table_of(HistoryRow)
_SAGAS: Final = table_of(SagaRow)

_SAID: Final = (
    "order_id",
    "version",
    "trigger",
    "outcome",
    "from_status",
    "to_status",
    "effects",
    "cause",
    "reason",
    "message_id",
    "attempt_id",
)
_FOLLOWED: Final = ("state", "owed", "deadline_at", "attempts")
# Literals: as parameters they would be sent, and planned for, each time.
_OPEN: Final = _ORDERS.c.status.in_(
    [
        literal_column(f"'{status}'")
        for status in (OrderStatus.PENDING, OrderStatus.PROCESSING, OrderStatus.FAILED)
    ]
)


def _values(table: Table, prefix: str, names: tuple[str, ...]) -> list[ColumnElement[Any]]:
    return [bindparam(f"{prefix}{name}", type_=table.c[name].type) for name in names]


def _full() -> Select[Any]:
    own = [one for one in _LINES.c if one.name not in {"order_id", "position", "tax"}]
    return (
        select(*_ORDERS.c, *own, _LINES.c.tax.label("line_tax"), func.now().label("now"))
        .join_from(_ORDERS, _LINES, _LINES.c.order_id == _ORDERS.c.id)
        .where(_ORDERS.c.id == bindparam("order_id"))
        .order_by(_LINES.c.position)
    )


READ: Final = _full()
"""An order, one row for each of its lines; `now` is the transaction's start."""

LOCKED: Final = _full().with_for_update()
"""The same, held. The lines are held too, or they would be as they were before the wait."""


def _standing(mine: ColumnElement[bool]) -> Select[Any]:
    same_cart = _ORDERS.c.cart_id == bindparam("cart_id")
    ordered = select(_ORDERS.c.id).where(
        same_cart, _ORDERS.c.cart_version == bindparam("cart_version")
    )
    opened = select(func.count()).select_from(_ORDERS).where(mine, _OPEN)
    return select(
        ordered.scalar_subquery().label("ordered_as"),
        opened.scalar_subquery().label("open"),
        func.now().label("at"),
    )


STANDING_OF_USER: Final = _standing(_ORDERS.c.user_id == bindparam("user_id"))
STANDING_OF_CART: Final = _standing(_ORDERS.c.cart_id == bindparam("cart_id"))


def _add() -> Select[Any]:
    # ON CONFLICT waits for a rival order from the same cart, so the loser can name it.
    added = (
        upsert(_ORDERS)
        .values({one.name: bindparam(one.name) for one in _ORDERS.c})
        .on_conflict_do_nothing(index_elements=["cart_id", "cart_version"])
        .returning(_ORDERS.c.id)
        .cte("added")
    )
    names = [one.name for one in _LINES.c if one.name != "order_id"]
    given = (
        func.jsonb_to_recordset(bindparam("lines", type_=JSONB))
        .table_valued(*[column(name, _LINES.c[name].type) for name in names], name="given")
        .render_derived(with_types=True)
    )
    each = select(added.c.id, *[given.c[name] for name in names]).join_from(added, given, true())
    lines = insert(_LINES).from_select(["order_id", *names], each)
    noted = insert(_HISTORY).from_select(
        _SAID, select(added.c.id, *_values(_HISTORY, "history_", _SAID[1:]))
    )
    followed = insert(_SAGAS).from_select(
        ("order_id", *_FOLLOWED), select(added.c.id, *_values(_SAGAS, "saga_", _FOLLOWED))
    )
    parts = (lines.cte("lines"), noted.cte("noted"), followed.cte("followed"))
    return select(added.c.id).add_cte(*parts)


ADD: Final = _add()
"""A new order with its lines, its history's first row and its saga.

Returns its id, or nothing where its cart was ordered.
"""


def _put_saga() -> Any:
    new = upsert(_SAGAS).values(
        order_id=bindparam("saga_order_id"),
        failures=0,
        updated_at=func.now(),
        **dict(zip(_FOLLOWED, _values(_SAGAS, "saga_", _FOLLOWED), strict=True)),
    )
    anew = {name: new.excluded[name] for name in (*_FOLLOWED, "failures", "updated_at")}
    return new.on_conflict_do_update(
        index_elements=["order_id"], set_={**anew, "last_error": null()}
    )


AMEND: Final = (
    update(_ORDERS)
    .where(_ORDERS.c.id == bindparam("id_"))
    .values({one.name: bindparam(one.name) for one in _ORDERS.c if one.name != "id"})
)
PUT_SAGA: Final = _put_saga()
NOTE: Final = insert(_HISTORY).values(
    dict(zip(_SAID, _values(_HISTORY, "history_", _SAID), strict=True))
)
_PARTS: Final = (AMEND.cte("amended"), NOTE.cte("noted"), PUT_SAGA.cte("put"))
MOVE: Final[Select[int]] = select(literal(1)).add_cte(*_PARTS)
"""An order one version later, with the row of its history that says why, and its saga."""

TAX: Final = (
    update(_LINES)
    .where(_LINES.c.order_id == bindparam("id_"), _LINES.c.position == bindparam("position_"))
    .values(tax=bindparam("tax_"))
)
