"""Stock: whole units of a variant, and the movements that explain every one of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from common.errors import Conflict, NotFound


class Cause(StrEnum):
    """Why `on_hand` changed."""

    INITIAL = "initial"
    ADJUSTMENT = "adjustment"
    SALE = "sale"
    RESTOCK = "restock"


class StockLevelNotFound(NotFound):
    """There is no such variant."""

    code = "not_found"


class StockBelowReserved(Conflict):
    """Fewer units would remain than orders hold."""

    def __init__(self, *, on_hand: int, reserved: int) -> None:
        detail = f"{on_hand} on hand, {reserved} of them held for orders"
        super().__init__(detail, on_hand=on_hand, reserved=reserved)


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One change of a variant's `on_hand`; `ref` names the order or the adjustment."""

    id: UUID
    variant_id: UUID
    product_id: UUID
    delta: int
    on_hand: int
    cause: Cause
    ref: UUID
    reason: str
    actor_id: UUID | None
    created_at: datetime
