"""What other services do for an order, in the use cases' own terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from orders.domain.basket import Basket
from orders.domain.order import Address, Contact, Line
from orders.usecases.shopper import Shopper


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Whom an order is for, and the address of theirs that was asked for, if there is one."""

    contact: Contact
    address: Address | None


class Carts(Protocol):
    """The cart service."""

    async def basket(self, shopper: Shopper) -> Basket:
        """Return the shopper's cart with fresh prices; raise `Unavailable`."""
        ...


class Customers(Protocol):
    """The users service."""

    async def customer(self, user_id: UUID, *, address_id: UUID | None) -> Customer:
        """Return whom to deliver to; raise `UnknownAddress` or `Unavailable`."""
        ...


class Holds(Protocol):
    """The catalog's stock, held for orders. Both calls may be repeated."""

    async def hold(self, order_id: UUID, lines: Sequence[Line]) -> None:
        """Hold all of it for a while; raise `InsufficientStock` or `Unavailable`."""
        ...

    async def release(self, order_id: UUID) -> None:
        """Let go of it unless the order confirmed it; raise `Unavailable`."""
        ...
