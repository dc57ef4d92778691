"""What can be asked of the list of products."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from catalog.domain.product import Status


class Sort(StrEnum):
    """The orders a list can be in; a minus turns it around."""

    NEWEST = "-created_at"
    OLDEST = "created_at"
    CHEAPEST = "price"
    DEAREST = "-price"
    NAME = "name"
    NAME_DOWN = "-name"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which products are asked for; what is None does not narrow the list."""

    status: Status | None = None
    category: str | None = None
    q: str | None = None
    price_min: int | None = None
    price_max: int | None = None
    in_stock: bool | None = None
    featured: bool | None = None
    created_from: datetime | None = None
    currency: str | None = None
    sort: Sort = Sort.NEWEST

    @property
    def needs_price(self) -> bool:
        """Whether products without a price in the currency are left out."""
        priced = (self.currency, self.price_min, self.price_max)
        return any(part is not None for part in priced) or self.sort in _BY_PRICE


_BY_PRICE: Final = frozenset({Sort.CHEAPEST, Sort.DEAREST})


def with_status(filters: Filters, status: Status | None) -> Filters:
    """Ask for another status, or for all."""
    return replace(filters, status=status)
