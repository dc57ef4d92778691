"""What the use cases need from the world, in their own terms."""

from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from typing import Protocol
from uuid import UUID

from cart.domain.cart import Cart
from cart.domain.offer import Offer


class Carts(Protocol):
    """The stored carts, inside the open transaction."""

    async def of_user(self, user_id: UUID) -> Cart | None:
        """Return the user's cart, if there is a row for it."""
        ...

    async def locked(self, user_id: UUID) -> Cart:
        """Return the user's cart, made if need be, held against other writers."""
        ...

    async def locked_by_id(self, cart_id: UUID) -> Cart | None:
        """Return a cart by its id, held against other writers."""
        ...

    async def save(self, before: Cart, after: Cart) -> None:
        """Store what differs."""
        ...


class Shop(Protocol):
    """The shop's settings, as catalog last told them; inside the open transaction."""

    async def currencies(self) -> tuple[str, ...]:
        """Return the currencies the shop sells in."""
        ...

    async def learn(self, *, version: int, currencies: tuple[str, ...]) -> None:
        """Keep newer settings; ignore older ones."""
        ...


class Tx(Protocol):
    """One open transaction: what is done through it happens together or not at all."""

    @property
    def carts(self) -> Carts: ...  # noqa: D102

    @property
    def shop(self) -> Shop: ...  # noqa: D102


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
