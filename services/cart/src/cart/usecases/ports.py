"""What the use cases need from the world, in their own terms."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from cart.domain.cart import Cart
from cart.domain.offer import Offer
from cart.domain.owner import Owner
from common.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An owner's cart, None without a row; what they bring, if it holds anything; the shop's."""

    cart: Cart | None
    brought: Cart | None
    currencies: tuple[str, ...]


class CartsAtOnce(Protocol):
    """What every request does with a cart, one statement each: it may stand alone."""

    async def seen(self, owner: Owner) -> Seen:
        """Return all that a request begins with, from one moment; raise `CartEnded`."""
        ...

    async def replaced(self, before: Cart | None, after: Cart) -> bool:
        """Store what differs from the cart as it was seen, or all of a new one.

        False, and nothing stored, where the cart has changed, ended or begun since.
        """
        ...


class Carts(Protocol):
    """The stored carts, inside the open transaction."""

    async def of(self, owner: Owner) -> Cart | None:
        """Return the owner's cart, if there is a row for it; raise `CartEnded`."""
        ...

    async def locked(self, owner: Owner) -> Cart:
        """Return the owner's cart, made if need be, held against other writers.

        Raises `CartEnded`. Who needs a guest's cart and a user's locks the guest's first.
        """
        ...

    async def locked_by_id(self, cart_id: UUID) -> Cart | None:
        """Return a cart by its id, held against other writers; None for one that has ended."""
        ...

    async def heir(self, cart_id: UUID) -> UUID | None:
        """Return the id of the cart that this one became part of, if it did."""
        ...

    async def end(self, carts: Sequence[Cart], *, heir: UUID | None = None) -> None:
        """Empty guests' carts for good; their tokens open nothing any more."""
        ...

    async def abandoned(self, *, after: timedelta, limit: int) -> list[Cart]:
        """Return guests' carts that nobody changed for so long, held against other writers."""
        ...

    async def save(self, before: Cart, after: Cart) -> None:
        """Store what differs; the cart is locked."""
        ...


class Shop(Protocol):
    """The shop's settings, as catalog last told them; inside the open transaction."""

    async def learn(self, *, version: int, currencies: tuple[str, ...]) -> None:
        """Keep newer settings; ignore older ones."""
        ...


class Outbox(Protocol):
    """Events that leave when the transaction commits."""

    def add(self, event: Event) -> None:
        """Queue the event."""
        ...


class Tx(Protocol):
    """One open transaction: what is done through it happens together or not at all."""

    @property
    def carts(self) -> Carts: ...  # noqa: D102

    @property
    def shop(self) -> Shop: ...  # noqa: D102

    @property
    def outbox(self) -> Outbox: ...  # noqa: D102


OpenTx = Callable[[], AbstractAsyncContextManager[Tx]]


class Catalog(Protocol):
    """Today's offers."""

    async def offers(
        self,
        *,
        currency: str,
        variant_ids: Collection[UUID] = (),
        product_ids: Collection[UUID] = (),
    ) -> list[Offer]:
        """Return what is offered of these; unknown ids are left out; raise `Unavailable`."""
        ...
