"""What staff order for a customer, at the prices of the moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from orders.usecases.neighbours import Carts


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """So many of a variant."""

    variant_id: UUID
    quantity: int


class Offers(Protocol):
    """The catalog's prices of the moment."""

    def cart_of(self, wanted: Sequence[Wanted], currency: str) -> Carts:
        """Return a cart that holds exactly these."""
        ...
