"""What the use cases need from the world, in their own terms."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from common.events.base import Event
from orders.domain.attempt import Attempt, Refund
from orders.domain.order import Order
from orders.domain.progress import Happening, Progress
from orders.domain.saga import Saga
from orders.domain.shipping import Shop, Terms
from orders.domain.states import Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """How long an order waits: for its first payment, for another try, for one attempt."""

    unpaid: timedelta = timedelta(seconds=1800)
    retry: timedelta = timedelta(seconds=1800)
    attempt: timedelta = timedelta(seconds=3600)


class Claim(Protocol):
    """The right to place one order under the id reserved for it, for a while."""

    @property
    def order_id(self) -> UUID: ...  # noqa: D102

    async def finish(self, tx: "Tx", order: Order) -> None:
        """Keep the answer, in the order's own transaction; raise when the claim was lost."""
        ...

    async def give_back(self) -> bool:
        """Free the key and owe the release of the hold; False where another uses the same id."""
        ...

    async def released(self) -> None:
        """Note that the hold is gone."""
        ...


class Releases(Protocol):
    """Holds of orders that were never placed, until catalog has let go of them."""

    async def oldest(self, *, limit: int) -> list[UUID]:
        """Return orders whose hold is still to be let go."""
        ...

    async def done(self, order_id: UUID) -> None:
        """Note that the hold is gone."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands against ordering a cart, at that moment of the database's clock."""

    ordered_as: UUID | None
    """The order that this version of the cart became."""
    open: int
    """Orders of the user, or from a guest's cart, that are neither finished nor cancelled."""
    at: datetime


class Orders(Protocol):
    """The stored orders, inside the open transaction."""

    async def standing(self, cart_id: UUID, version: int, *, user_id: UUID | None) -> Standing:
        """Return what stands against ordering that version of the cart."""
        ...

    async def add(self, order: Order, saga: Saga, *, cause: str) -> None:
        """Store a new order, its saga and what its history begins with.

        Raise `CartAlreadyOrdered`.
        """
        ...

    async def read(self, order_id: UUID) -> Order:
        """Return the order; raise `OrderNotFound`."""
        ...

    async def locked(self, order_id: UUID) -> Order:
        """Return the order, held against other writers; raise `OrderNotFound`."""
        ...

    async def save(self, progress: Progress, happening: Happening, saga: Saga) -> None:
        """Store the order as it is after the progress, passing through every status.

        Its history and its saga go with it.
        """
        ...

    async def amend(self, order: Order) -> None:
        """Store a changed order that keeps its status; its version is already the next."""
        ...

    async def of_guest(self, email: str) -> list[Order]:
        """Return the orders that nobody signed in placed for the address, held."""
        ...

    async def due(self, *, limit: int) -> list[Order]:
        """Return orders whose saga's deadline is over, held; skip those others work on."""
        ...


class Sagas(Protocol):
    """One saga row per order, inside the open transaction."""

    async def put(self, order_id: UUID, saga: Saga) -> None:
        """Store where the order's saga stands."""
        ...

    async def mark_stuck(self, order_id: UUID) -> None:
        """Say that what is owed did not come in time."""
        ...

    async def put_off(self, order_id: UUID, error: str) -> bool:
        """Look again later, and later each time; True once that makes it stuck."""
        ...


class History(Protocol):
    """Everything that ever happened to an order."""

    async def note(self, order: Order, what: str, *, cause: str) -> None:
        """Write down what made the order's present version without a trigger."""
        ...

    async def add(self, progress: Progress, happening: Happening) -> None:
        """Write down what moved nothing: it was recorded, or ignored."""
        ...

    async def asked_back(self, order_id: UUID) -> tuple[Trigger, UUID | None] | None:
        """Return what made us ask for money back the last time, and the attempt it named."""
        ...

    async def has_failed(self, order_id: UUID, attempt_id: UUID) -> bool:
        """Whether payments said of the attempt that it ended without money."""
        ...


class CashBook(Protocol):
    """What payments did for orders, kept for the reports; told in any order and repeatedly."""

    async def tell(self, attempt: Attempt) -> None:
        """Keep what is told of an attempt to pay."""
        ...

    async def give_back(self, refund: Refund) -> None:
        """Keep a refund."""
        ...


class Tariffs(Protocol):
    """What the shop sells where: its settings, ways of shipping and taxes."""

    async def terms(self, country: str) -> Terms:
        """Return what decides the cost of an order to the country."""
        ...

    async def keep_shop(self, shop: Shop, *, version: int) -> None:
        """Keep the settings, unless a newer version is known."""
        ...


class Letterbox(Protocol):
    """Mails about orders that leave when the transaction commits."""

    async def receipt(self, order: Order) -> None:
        """Tell the customer that the order is paid."""
        ...

    async def cancellation(self, order: Order) -> None:
        """Tell the customer that the order will not be delivered."""
        ...


class Outbox(Protocol):
    """Events that leave when the transaction commits."""

    def add(self, event: Event) -> None:
        """Queue the event."""
        ...


class Answers(Protocol):
    """Stored answers to idempotent requests."""

    async def finish(self, claim: Any, answer: Any) -> None:
        """Keep the answer to a claim; raise when the claim was lost."""
        ...


class Tx(Protocol):
    """One open transaction: what is done through it happens together or not at all."""

    @property
    def orders(self) -> Orders: ...  # noqa: D102
    @property
    def sagas(self) -> Sagas: ...  # noqa: D102
    @property
    def history(self) -> History: ...  # noqa: D102
    @property
    def cash_book(self) -> CashBook: ...  # noqa: D102
    @property
    def tariffs(self) -> Tariffs: ...  # noqa: D102
    @property
    def letters(self) -> Letterbox: ...  # noqa: D102
    @property
    def outbox(self) -> Outbox: ...  # noqa: D102
    @property
    def answers(self) -> Answers: ...  # noqa: D102
    @property
    def clocks(self) -> Clocks: ...  # noqa: D102

    def alone(self) -> AbstractAsyncContextManager[object]:
        """Open a part of it that is undone by itself when it raises."""
        ...

    async def now(self) -> datetime:
        """Return the database's clock at the start of the transaction."""
        ...


OpenTx = Callable[[], AbstractAsyncContextManager[Tx]]
"""Opens a transaction that commits when the block ends and rolls back when it raises."""
