"""A hold: units of stock set aside for one order, and what the order's facts do to it.

The table is saga.md section 2 as data. An order nobody held stock for counts as `released`:
what it needs is taken from the fact itself.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from common.errors import Conflict


class HoldState(StrEnum):
    """Where a hold stands; only tentative and confirmed ones keep units reserved."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    COMMITTED = "committed"
    RELEASED = "released"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Fact(StrEnum):
    """What can become of the order."""

    PLACED = "placed"
    PAID = "paid"
    CANCELLED = "cancelled"


class Effect(StrEnum):
    """What a step does to the stock, in this order."""

    TAKE = "take"
    FREE = "free"
    DEDUCT = "deduct"
    RESTOCK = "restock"


class InsufficientStock(Conflict):
    """Fewer are left than were asked for; `items` says of what."""

    def __init__(self, short: Sequence["Shortage"]) -> None:
        super().__init__("too little stock", items=[line.described() for line in short])


class HoldClosed(Conflict):
    """The order went on: its hold no longer changes."""


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """So many units of one variant."""

    variant_id: UUID
    product_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """A line that cannot be served."""

    line: Line
    available: int

    def described(self) -> dict[str, Any]:
        """The shortage as the caller reads it."""
        return {
            "product_id": str(self.line.product_id),
            "variant_id": str(self.line.variant_id),
            "requested": self.line.quantity,
            "available": self.available,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One order's hold; `order_version` is the newest version of the order that was heard of."""

    order_id: UUID
    state: HoldState
    order_version: int
    lines: tuple[Line, ...]
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Where a fact leads and what it does on the way."""

    to: HoldState
    effects: tuple[Effect, ...] = ()


_S, _E = HoldState, Effect
_STAYS_CANCELLED: Final = dict.fromkeys(Fact, Step(_S.CANCELLED))

STEPS: Final[Mapping[HoldState, Mapping[Fact, Step]]] = {
    _S.TENTATIVE: {
        Fact.PLACED: Step(_S.CONFIRMED),
        Fact.PAID: Step(_S.COMMITTED, (_E.DEDUCT,)),
        Fact.CANCELLED: Step(_S.CANCELLED, (_E.FREE,)),
    },
    _S.CONFIRMED: {
        Fact.PLACED: Step(_S.CONFIRMED),
        Fact.PAID: Step(_S.COMMITTED, (_E.DEDUCT,)),
        Fact.CANCELLED: Step(_S.CANCELLED, (_E.FREE,)),
    },
    _S.COMMITTED: {
        Fact.PLACED: Step(_S.COMMITTED),
        Fact.PAID: Step(_S.COMMITTED),
        Fact.CANCELLED: Step(_S.CANCELLED, (_E.RESTOCK,)),
    },
    # Lapsed, dropped or never made: what the order needs is taken now, or refused.
    _S.RELEASED: {
        Fact.PLACED: Step(_S.CONFIRMED, (_E.TAKE,)),
        Fact.PAID: Step(_S.COMMITTED, (_E.TAKE, _E.DEDUCT)),
        Fact.CANCELLED: Step(_S.CANCELLED),
    },
    # Refused once, but the money came: try again before refusing again.
    _S.REFUSED: {
        Fact.PLACED: Step(_S.REFUSED),
        Fact.PAID: Step(_S.COMMITTED, (_E.TAKE, _E.DEDUCT)),
        Fact.CANCELLED: Step(_S.CANCELLED),
    },
    _S.CANCELLED: _STAYS_CANCELLED,
}

KEEPS_UNITS: Final = frozenset({HoldState.TENTATIVE, HoldState.CONFIRMED})


def merged(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Add up the lines of one variant; sorted, so that all lock stock in one order."""
    quantities: Counter[UUID] = Counter()
    products: dict[UUID, UUID] = {}
    for line in lines:
        quantities[line.variant_id] += line.quantity
        products.setdefault(line.variant_id, line.product_id)
    return tuple(Line(v, products[v], quantities[v]) for v in sorted(quantities))


def step(state: HoldState, fact: Fact) -> Step:
    """Look up what a fact does to a hold in `state`."""
    return STEPS[state][fact]
