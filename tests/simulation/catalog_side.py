"""Catalog's stock and holds in memory, by the rules of their tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from catalog.domain.hold import KEEPS_UNITS, Hold, HoldState, InsufficientStock, Line, Shortage
from simulation.clock import Clock
from simulation.service import BareTx
from simulation.tables import Tables


@dataclass(frozen=True, slots=True)
class Level:
    """What there is of a variant, and how much of it is set aside."""

    on_hand: int
    reserved: int = 0


class Stock:
    """The `Stock` port; every unit that leaves or returns is a movement."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.levels: dict[UUID, Level] = {}
        self.movements: dict[int, tuple[UUID, int, UUID]] = {}

    async def lock(self, lines: Sequence[Line]) -> None:
        """Nobody else is at work."""

    async def take(self, lines: Sequence[Line], *, for_sale: bool) -> list[Shortage]:
        """Reserve all lines, or none and return which are short."""
        del for_sale
        left = {line: self._available(line) for line in lines}
        short = [Shortage(line, units) for line, units in left.items() if units < line.quantity]
        if not short:
            self._move(lines, on_hand=0, reserved=1)
        return short

    async def free(self, lines: Sequence[Line]) -> None:
        """Give reserved units back."""
        self._move(lines, on_hand=0, reserved=-1)

    async def deduct(self, lines: Sequence[Line], *, order_id: UUID) -> None:
        """Let reserved units leave the stock for a paid order."""
        self._move(lines, on_hand=-1, reserved=-1)
        self._note(lines, -1, order_id)

    async def restock(self, lines: Sequence[Line], *, order_id: UUID) -> None:
        """Take units back that had left for an order."""
        self._move(lines, on_hand=1, reserved=0)
        self._note(lines, 1, order_id)

    def _available(self, line: Line) -> int:
        level = self.levels[line.variant_id]
        return level.on_hand - level.reserved

    def _move(self, lines: Sequence[Line], *, on_hand: int, reserved: int) -> None:
        for line in lines:
            level = self.levels[line.variant_id]
            moved = Level(
                level.on_hand + on_hand * line.quantity, level.reserved + reserved * line.quantity
            )
            if not 0 <= moved.reserved <= moved.on_hand:
                raise self._tables.refuse(f"stock would become {moved}")
            self._tables.put(self.levels, line.variant_id, moved)

    def _note(self, lines: Sequence[Line], sign: int, order_id: UUID) -> None:
        for line in lines:
            movement = (line.variant_id, sign * line.quantity, order_id)
            self._tables.append(self.movements, movement)


class Holds:
    """The `Holds` port: one hold an order; only a tentative one has a clock."""

    def __init__(self, tables: Tables, clock: Clock, stock: Stock) -> None:
        self._tables = tables
        self._clock = clock
        self._stock = stock
        self.rows: dict[UUID, Hold] = {}

    async def reserve(self, order_id: UUID, lines: Sequence[Line], *, ttl: int) -> Hold | None:
        """Make a tentative hold; None if there is one; raise `InsufficientStock`."""
        if order_id in self.rows:
            return None
        short = await self._stock.take(lines, for_sale=True)
        if short:
            raise InsufficientStock(short)
        return self._put(
            Hold(order_id=order_id, state=HoldState.TENTATIVE, order_version=0, lines=tuple(lines)),
            ttl,
        )

    async def locked(self, order_id: UUID) -> Hold | None:
        """Return the hold."""
        return self.rows.get(order_id)

    async def opened(self, order_id: UUID, lines: Sequence[Line]) -> Hold:
        """Return the hold; an order unheard of gets one that keeps nothing."""
        if order_id in self.rows:
            return self.rows[order_id]
        return self._put(
            Hold(order_id=order_id, state=HoldState.RELEASED, order_version=0, lines=tuple(lines)),
            None,
        )

    async def save(self, hold: Hold, *, ttl: int | None = None) -> Hold:
        """Store state and version; a tentative hold lives `ttl` seconds from now."""
        if hold.order_version < self.rows[hold.order_id].order_version:
            raise self._tables.refuse("a hold forgot a newer version of its order")
        return self._put(replace(hold, lines=self.rows[hold.order_id].lines), ttl)

    async def relined(self, order_id: UUID, lines: Sequence[Line]) -> None:
        """Put other lines in the place of the hold's."""
        self._tables.put(self.rows, order_id, replace(self.rows[order_id], lines=tuple(lines)))

    async def lapsed(self, limit: int, *, but: Sequence[UUID] = ()) -> list[Hold]:
        """Return tentative holds whose time is over."""
        return [hold for hold in self.over() if hold.order_id not in but][:limit]

    async def release(self, order_ids: Sequence[UUID]) -> None:
        """Mark the holds as keeping nothing."""
        for order_id in order_ids:
            self._put(replace(self.rows[order_id], state=HoldState.RELEASED), None)

    def over(self) -> list[Hold]:
        """Return what the clock has to look at."""
        return [hold for hold in self.rows.values() if self._is_over(hold)]

    def _is_over(self, hold: Hold) -> bool:
        return hold.expires_at is not None and hold.expires_at <= self._clock.now

    def _put(self, hold: Hold, ttl: int | None) -> Hold:
        expires_at = None if ttl is None else self._clock.now + timedelta(seconds=ttl)
        if (expires_at is not None) != (hold.state is HoldState.TENTATIVE):
            raise self._tables.refuse("only a tentative hold has a clock")
        stored = replace(hold, expires_at=expires_at)
        self._tables.put(self.rows, hold.order_id, stored)
        return stored


class CatalogTx(BareTx):
    """The part of catalog's `Tx` that orders' facts and holds need."""

    products: Any
    categories: Any
    shops: Any
    discards: Any

    def __init__(self, clock: Clock) -> None:
        super().__init__("catalog", clock)
        self.stock = Stock(self.tables)
        self.holds = Holds(self.tables, clock, self.stock)

    def kept(self) -> dict[UUID, int]:
        """Count the units that holds keep, by variant."""
        kept = dict.fromkeys(self.stock.levels, 0)
        for hold in self.holds.rows.values():
            if hold.state in KEEPS_UNITS:
                for line in hold.lines:
                    kept[line.variant_id] += line.quantity
        return kept
