"""Holds in Postgres."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Float,
    Uuid,
    all_,
    bindparam,
    delete,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from catalog.adapters.stock import arrays, shortages
from catalog.adapters.tables import HoldLineRow, HoldRow
from catalog.domain.hold import Hold, HoldState, InsufficientStock, Line
from common.db import table_of

# One statement for the common case. The hold's own row comes first, then stock in the order of
# ids: that is the order of all who write here. Whoever finds the row taken reserves nothing.
_RESERVE: Final = text("""
with want as (
    select * from unnest(
        cast(:variants as uuid[]), cast(:products as uuid[]), cast(:quantities as int[])
    ) as w (variant_id, product_id, quantity)
), claim as (
    insert into holds (order_id, state, expires_at)
    values (:order_id, 'tentative', now() + make_interval(secs => :ttl))
    on conflict (order_id) do nothing
    returning order_id, expires_at
), locked as materialized (
    select s.variant_id, s.product_id, s.on_hand - s.reserved as available, w.quantity
    from stock_levels s
    join want w on w.variant_id = s.variant_id and w.product_id = s.product_id
    join variants v on v.id = s.variant_id and v.deleted_at is null
    join products p on p.id = s.product_id and p.status = 'published' and p.deleted_at is null
    where exists (select from claim)
    order by s.variant_id
    for update of s
), fits as (
    select count(*) filter (where available >= quantity) = (select count(*) from want) as yes
    from locked
), taken as (
    update stock_levels s set reserved = s.reserved + l.quantity, updated_at = now()
    from locked l, fits
    where fits.yes and s.variant_id = l.variant_id
    returning s.variant_id, s.product_id, l.quantity
), kept as (
    insert into hold_lines (order_id, variant_id, product_id, quantity)
    select :order_id, variant_id, product_id, quantity from taken
)
select w.variant_id, greatest(coalesce(l.available, 0), 0) as available, fits.yes,
    (select expires_at from claim) as expires_at
from want w cross join fits left join locked l on l.variant_id = w.variant_id
""")

_HOLDS: Final = table_of(HoldRow)
_HOLD_LINES: Final = table_of(HoldLineRow).c
_WHOSE: Final = bindparam("whose", type_=Uuid())

# Built once: every fact about an order asks them.
_LOCKED: Final = select(*_HOLDS.c).where(_HOLDS.c.order_id == _WHOSE).with_for_update()
_LINES: Final = (
    select(_HOLD_LINES.variant_id, _HOLD_LINES.product_id, _HOLD_LINES.quantity)
    .where(_HOLD_LINES.order_id == _WHOSE)
    .order_by(_HOLD_LINES.variant_id)
)
_OPEN: Final = (
    insert(_HOLDS)
    .values(order_id=_WHOSE, state=HoldState.RELEASED.value)
    .on_conflict_do_nothing()
    .returning(_HOLDS.c.order_id)
)
# Without seconds to live there is no interval, and no end.
_ENDS: Final = func.now() + func.make_interval(0, 0, 0, 0, 0, 0, bindparam("ttl", type_=Float))
_SAVE: Final = (
    update(_HOLDS)
    .where(_HOLDS.c.order_id == _WHOSE)
    .values(
        state=bindparam("now_state"),
        order_version=bindparam("now_version"),
        expires_at=_ENDS,
        updated_at=func.now(),
    )
    .returning(*_HOLDS.c)
)


class SqlHolds:
    """The `Holds` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def reserve(self, order_id: UUID, lines: Sequence[Line], *, ttl: int) -> Hold | None:
        """Make a tentative hold for `ttl` seconds; None where the order already has a hold."""
        values = {**arrays(lines), "order_id": order_id, "ttl": ttl}
        rows = (await self._session.execute(_RESERVE, values)).mappings().all()
        expires_at = rows[0]["expires_at"]
        if expires_at is None:
            return None
        short = shortages(lines, rows)
        if short:
            raise InsufficientStock(short)
        return Hold(
            order_id=order_id,
            state=HoldState.TENTATIVE,
            order_version=0,
            lines=tuple(lines),
            expires_at=expires_at,
        )

    async def locked(self, order_id: UUID) -> Hold | None:
        """Return the hold, held against other writers."""
        whose = {"whose": order_id}
        row = (await self._session.execute(_LOCKED, whose)).first()
        if row is None:
            return None
        lines = (await self._session.execute(_LINES, whose)).all()
        return _hold(row, {order_id: tuple([Line(*line) for line in lines])})

    async def opened(self, order_id: UUID, lines: Sequence[Line]) -> Hold:
        """Return the hold, locked; an order unheard of gets one that keeps nothing."""
        hold = await self.locked(order_id)
        if hold is not None:
            return hold
        if await self._session.scalar(_OPEN, {"whose": order_id}) is not None:
            await self._add_lines(order_id, lines)
        hold = await self.locked(order_id)
        if hold is None:
            raise RuntimeError(f"the hold {order_id} went away while it was opened")
        return hold

    async def save(self, hold: Hold, *, ttl: int | None = None) -> Hold:
        """Store state, version and lines; a tentative hold lives `ttl` seconds from now."""
        now = {
            "whose": hold.order_id,
            "now_state": hold.state.value,
            "now_version": hold.order_version,
            "ttl": ttl,
        }
        row = (await self._session.execute(_SAVE, now)).one()
        return _hold(row, {hold.order_id: hold.lines})

    async def relined(self, order_id: UUID, lines: Sequence[Line]) -> None:
        """Put other lines in the place of the hold's."""
        await self._session.execute(delete(HoldLineRow).where(HoldLineRow.order_id == order_id))
        await self._add_lines(order_id, lines)

    async def lapsed(self, limit: int, *, but: Sequence[UUID] = ()) -> list[Hold]:
        """Return tentative holds whose time is over, locked; what others work on is left out."""
        rows = (
            await self._session.scalars(
                select(HoldRow)
                .where(
                    HoldRow.state == HoldState.TENTATIVE,
                    HoldRow.expires_at <= func.now(),
                    HoldRow.order_id != all_(literal(list(but), ARRAY(Uuid()))),
                )
                .order_by(HoldRow.expires_at)
                .limit(limit)
                .with_for_update(skip_locked=True)
            )
        ).all()
        lines = await self._lines([row.order_id for row in rows])
        return [_hold(row, lines) for row in rows]

    async def release(self, order_ids: Sequence[UUID]) -> None:
        """Mark the holds as keeping nothing."""
        await self._session.execute(
            update(HoldRow)
            .where(HoldRow.order_id.in_(order_ids))
            .values(state=HoldState.RELEASED, expires_at=None, updated_at=func.now())
        )

    async def _add_lines(self, order_id: UUID, lines: Sequence[Line]) -> None:
        values = [
            {
                "order_id": order_id,
                "variant_id": line.variant_id,
                "product_id": line.product_id,
                "quantity": line.quantity,
            }
            for line in lines
        ]
        if values:
            await self._session.execute(insert(HoldLineRow), values)

    async def _lines(self, order_ids: Sequence[UUID]) -> dict[UUID, tuple[Line, ...]]:
        rows = await self._session.scalars(
            select(HoldLineRow)
            .where(HoldLineRow.order_id.in_(order_ids))
            .order_by(HoldLineRow.variant_id)
        )
        found: dict[UUID, tuple[Line, ...]] = {}
        for row in rows:
            line = Line(row.variant_id, row.product_id, row.quantity)
            found[row.order_id] = (*found.get(row.order_id, ()), line)
        return found


def _hold(row: Any, lines: dict[UUID, tuple[Line, ...]]) -> Hold:
    return Hold(
        order_id=row.order_id,
        state=HoldState(row.state),
        order_version=row.order_version,
        lines=lines.get(row.order_id, ()),
        expires_at=row.expires_at,
    )
