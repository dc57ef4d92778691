"""Stock in Postgres. Every statement locks its rows in the order of their ids."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from catalog.adapters.tables import MovementRow, StockRow
from catalog.domain.hold import Line, Shortage
from catalog.domain.stock import Cause, Movement, StockBelowReserved, StockLevelNotFound

_LOCK: Final = text("""
select variant_id from stock_levels where variant_id = any(cast(:variants as uuid[]))
order by variant_id for update
""")

# `locked` is complete before `fits` counts it, and `taken` waits for `fits`: all or nothing.
_TAKE: Final = text("""
with want as (
    select * from unnest(
        cast(:variants as uuid[]), cast(:products as uuid[]), cast(:quantities as int[])
    ) as w (variant_id, product_id, quantity)
), locked as materialized (
    select s.variant_id, s.on_hand - s.reserved as available, w.quantity
    from stock_levels s
    join want w on w.variant_id = s.variant_id and w.product_id = s.product_id
    join variants v on v.id = s.variant_id
    join products p on p.id = s.product_id
    where not cast(:for_sale as boolean)
        or (p.status = 'published' and p.deleted_at is null and v.deleted_at is null)
    order by s.variant_id
    for update of s
), fits as (
    select count(*) filter (where available >= quantity) = (select count(*) from want) as yes
    from locked
), taken as (
    update stock_levels s set reserved = s.reserved + l.quantity, updated_at = now()
    from locked l, fits
    where fits.yes and s.variant_id = l.variant_id
)
select w.variant_id, greatest(coalesce(l.available, 0), 0) as available, fits.yes
from want w cross join fits left join locked l on l.variant_id = w.variant_id
""")

_MOVE: Final = text("""
with want as (
    select * from unnest(cast(:variants as uuid[]), cast(:quantities as int[]))
        as w (variant_id, quantity)
), locked as materialized (
    select s.variant_id, w.quantity
    from stock_levels s join want w on w.variant_id = s.variant_id
    order by s.variant_id
    for update of s
), moved as (
    update stock_levels s set
        on_hand = s.on_hand + l.quantity * cast(:on_hand as int),
        reserved = s.reserved + l.quantity * cast(:reserved as int),
        updated_at = now()
    from locked l
    where s.variant_id = l.variant_id
    returning s.variant_id, s.on_hand, l.quantity * cast(:on_hand as int) as delta
)
insert into stock_movements (variant_id, delta, on_hand, cause, ref)
select variant_id, delta, on_hand, :cause, cast(:ref as uuid) from moved where delta <> 0
""")

_ADJUST: Final = text("""
with moved as (
    update stock_levels
    set on_hand = on_hand + cast(:delta as int), updated_at = now()
    where variant_id = :variant_id and on_hand + cast(:delta as int) >= reserved
    returning variant_id, product_id, on_hand
), written as (
    insert into stock_movements (id, variant_id, delta, on_hand, cause, ref, reason, actor_id)
    select :id, variant_id, :delta, on_hand, 'adjustment', :id, :reason, :actor_id from moved
    returning id, variant_id, delta, on_hand, cause, ref, reason, actor_id, created_at
)
select written.*, moved.product_id from written cross join moved
""")


class SqlStock:
    """The `Stock` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open(self, variant_id: UUID, *, product_id: UUID, units: int, actor: UUID) -> None:
        """Begin a variant's stock."""
        await self._session.execute(
            insert(StockRow).values(variant_id=variant_id, product_id=product_id, on_hand=units)
        )
        if units:
            await self._session.execute(
                insert(MovementRow).values(
                    variant_id=variant_id,
                    delta=units,
                    on_hand=units,
                    cause=Cause.INITIAL,
                    ref=variant_id,
                    actor_id=actor,
                )
            )

    async def lock(self, lines: Sequence[Line]) -> None:
        """Hold the rows of these variants against other writers."""
        await self._session.execute(_LOCK, {"variants": [line.variant_id for line in lines]})

    async def take(self, lines: Sequence[Line], *, for_sale: bool) -> list[Shortage]:
        """Reserve all lines, or none and return which are short."""
        rows = await self._session.execute(_TAKE, {**arrays(lines), "for_sale": for_sale})
        return shortages(lines, rows.mappings().all())

    async def free(self, lines: Sequence[Line]) -> None:
        """Give reserved units back."""
        await self._move(lines, on_hand=0, reserved=-1, cause=Cause.SALE, ref=None)

    async def deduct(self, lines: Sequence[Line], *, order_id: UUID) -> None:
        """Let reserved units leave the stock for a paid order."""
        await self._move(lines, on_hand=-1, reserved=-1, cause=Cause.SALE, ref=order_id)

    async def restock(self, lines: Sequence[Line], *, order_id: UUID) -> None:
        """Take units back that had left for an order."""
        await self._move(lines, on_hand=1, reserved=0, cause=Cause.RESTOCK, ref=order_id)

    async def adjust(
        self, movement_id: UUID, variant_id: UUID, *, delta: int, reason: str, actor: UUID
    ) -> Movement:
        """Change what is on hand; raise where orders hold more than would remain."""
        values = {"variant_id": variant_id, "delta": delta, "reason": reason, "actor_id": actor}
        result = await self._session.execute(_ADJUST, {**values, "id": movement_id})
        row = result.mappings().one_or_none()
        if row is None:
            raise await self._refusal(variant_id)
        return Movement(**{**row, "cause": Cause(row["cause"])})

    async def untouched(self, variant_ids: Sequence[UUID]) -> bool:
        """Whether none of the variants has or ever had a unit; holds their stock till the end."""
        levels = select(StockRow).where(StockRow.variant_id.in_(variant_ids)).with_for_update()
        if any(row.on_hand or row.reserved for row in await self._session.scalars(levels)):
            return False
        moved = select(MovementRow.id).where(MovementRow.variant_id.in_(variant_ids)).limit(1)
        return await self._session.scalar(moved) is None

    async def is_held(self, variant_id: UUID) -> bool:
        """Whether an order holds units; keeps it from changing till the end."""
        row = await self._session.get(StockRow, variant_id, with_for_update=True)
        return row is not None and row.reserved > 0

    async def _move(
        self, lines: Sequence[Line], *, on_hand: int, reserved: int, cause: Cause, ref: UUID | None
    ) -> None:
        signs = {"on_hand": on_hand, "reserved": reserved, "cause": cause.value, "ref": ref}
        await self._session.execute(_MOVE, {**arrays(lines), **signs})

    async def _refusal(self, variant_id: UUID) -> Exception:
        row = await self._session.get(StockRow, variant_id, populate_existing=True)
        if row is None:
            return StockLevelNotFound(f"there is no variant {variant_id}")
        return StockBelowReserved(on_hand=row.on_hand, reserved=row.reserved)


def arrays(lines: Sequence[Line]) -> dict[str, list[Any]]:
    """Spread lines into the arrays that the statements unnest."""
    return {
        "variants": [line.variant_id for line in lines],
        "products": [line.product_id for line in lines],
        "quantities": [line.quantity for line in lines],
    }


def shortages(lines: Sequence[Line], rows: Sequence[Any]) -> list[Shortage]:
    """Return what is short, by what the statement saw of each variant."""
    if not rows or rows[0]["yes"]:
        return []
    available = {row["variant_id"]: row["available"] for row in rows}
    return [
        Shortage(line, available[line.variant_id])
        for line in lines
        if available[line.variant_id] < line.quantity
    ]
