"""Orders, their sagas and their history in memory, by the rules of their tables."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from orders.domain.basket import CartAlreadyOrdered
from orders.domain.order import Order
from orders.domain.problems import OrderNotFound
from orders.domain.progress import Happening, Progress
from orders.domain.saga import Saga, SagaState
from orders.domain.states import Effect, OrderStatus, Trigger
from orders.usecases.ports import Clocks, Standing
from simulation.cash_book import CashBook
from simulation.clock import Clock
from simulation.service import BareTx
from simulation.tables import Tables
from simulation.tariffs import Tariffs

_S = OrderStatus
# What the trigger `order_guard` reads; by hand, so that a wrong row of the table is not believed.
_EDGES: Final = frozenset(
    {
        (_S.PENDING, _S.PROCESSING),
        (_S.PENDING, _S.CANCELLED),
        (_S.PROCESSING, _S.SUCCESS),
        (_S.PROCESSING, _S.FAILED),
        (_S.PROCESSING, _S.CANCELLED),
        (_S.FAILED, _S.PROCESSING),
        (_S.FAILED, _S.CANCELLED),
        (_S.SUCCESS, _S.SHIPPED),
        (_S.SUCCESS, _S.CANCELLED),
        (_S.SHIPPED, _S.DELIVERED),
    }
)
_OPEN: Final = frozenset({_S.PENDING, _S.PROCESSING, _S.FAILED})
_REFUNDS: Final = frozenset({Effect.REFUND_ALL, Effect.REFUND_LATE})
_CLOCKED: Final = frozenset({_S.PENDING, _S.FAILED})


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of an order's history."""

    order_id: UUID
    version: int
    trigger: str
    before: OrderStatus
    after: OrderStatus
    message_id: UUID | None


class Orders:
    """The `Orders` port, with the guard that the table has."""

    def __init__(self, tables: Tables, clock: Clock, sagas: "Sagas", history: "History") -> None:
        self._tables = tables
        self._clock = clock
        self._sagas = sagas
        self._history = history
        self.rows: dict[UUID, Order] = {}
        self._carts: dict[tuple[UUID, int], UUID] = {}

    async def standing(self, cart_id: UUID, version: int, *, user_id: UUID | None) -> Standing:
        """Return what stands against ordering that version of the cart."""
        mine = [
            one
            for one in self.rows.values()
            if one.status in _OPEN
            and (one.cart_id == cart_id if user_id is None else one.user_id == user_id)
        ]
        ordered_as = self._carts.get((cart_id, version))
        return Standing(ordered_as=ordered_as, open=len(mine), at=self._clock.now)

    async def add(self, order: Order, saga: Saga, *, cause: str) -> None:
        """Store a new order, its saga and its history's first row; raise `CartAlreadyOrdered`."""
        cart = (order.cart_id, order.cart_version)
        if cart in self._carts:
            raise CartAlreadyOrdered(self._carts[cart])
        self._tables.add(self._carts, cart, order.id)
        self._tables.add(self.rows, order.id, order)
        await self._history.note(order, "placed", cause=cause)
        await self._sagas.put(order.id, saga)

    async def read(self, order_id: UUID) -> Order:
        """Return the order; raise `OrderNotFound`."""
        if order_id not in self.rows:
            raise OrderNotFound
        return self.rows[order_id]

    async def locked(self, order_id: UUID) -> Order:
        """Return the order; raise `OrderNotFound`."""
        return await self.read(order_id)

    async def save(self, progress: Progress, happening: Happening, saga: Saga) -> None:
        """Store the order as it is after the progress, its history and its saga."""
        await self._history.add(progress, happening)
        self._write(progress.after, progress.path or (progress.after.status,))
        await self._sagas.put(progress.after.id, saga)

    async def amend(self, order: Order) -> None:
        """Store a changed order that keeps its status; its version is already the next."""
        self._write(order, (order.status,))

    async def of_guest(self, email: str) -> list[Order]:
        """Return the orders that nobody signed in placed for the address."""
        guests = [one for one in self.rows.values() if one.user_id is None]
        return [one for one in guests if one.contact.email.lower() == email.lower()]

    async def due(self, *, limit: int) -> list[Order]:
        """Return orders whose saga's deadline is over."""
        return self.overdue()[:limit]

    def overdue(self) -> list[Order]:
        """Return what the clock has to look at."""
        return [
            self.rows[order_id]
            for order_id, saga in self._sagas.rows.items()
            if saga.state is SagaState.RUNNING
            and saga.deadline_at is not None
            and saga.deadline_at <= self._clock.now
        ]

    def _write(self, order: Order, path: tuple[OrderStatus, ...]) -> None:
        before = self.rows[order.id]
        if order.version != before.version + len(path):
            raise self._tables.refuse("an order's version must advance by one for each status")
        for edge in zip((before.status, *path), path, strict=False):
            if edge[0] is not edge[1] and edge not in _EDGES:
                raise self._tables.refuse(f"an order may not walk {edge[0]} -> {edge[1]}")
        self._check(order)
        self._tables.put(self.rows, order.id, order)

    def _check(self, order: Order) -> None:
        amounts = (order.paid, order.refunded, order.refund_pending)
        if min(amounts) < 0 or order.refund_pending > max(order.paid - order.refunded, 0):
            raise self._tables.refuse(f"an order's money does not add up: {amounts}")
        if order.expires_at is not None and order.status not in _CLOCKED:
            raise self._tables.refuse(f"an order that is {order.status} has no clock")


class Sagas:
    """The `Sagas` port."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.rows: dict[UUID, Saga] = {}
        self.stuck: dict[UUID, bool] = {}

    async def put(self, order_id: UUID, saga: Saga) -> None:
        """Store where the order's saga stands."""
        self._tables.put(self.rows, order_id, saga)

    async def mark_stuck(self, order_id: UUID) -> None:
        """Say that what is owed did not come in time."""
        saga = self.rows[order_id]
        stuck = Saga(
            state=SagaState.STUCK,
            owed=saga.owed,
            deadline_at=saga.deadline_at,
            attempts=saga.attempts,
        )
        self._tables.put(self.rows, order_id, stuck)
        self._tables.put(self.stuck, order_id, True)

    async def put_off(self, order_id: UUID, error: str) -> bool:
        """Never called: nothing fails here but by a bug."""
        raise self._tables.refuse(f"the clock of {order_id} failed: {error}")


class History:
    """The `History` port: rows are only ever added."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.rows: dict[int, Entry] = {}
        self._failed: dict[tuple[UUID, UUID | None], bool] = {}
        self._asked_back: dict[UUID, tuple[Trigger, UUID | None]] = {}

    async def note(self, order: Order, what: str, *, cause: str) -> None:
        """Write down what made the order's present version without a trigger."""
        del cause
        entry = Entry(order.id, order.version, what, order.status, order.status, None)
        self._tables.append(self.rows, entry)

    async def add(self, progress: Progress, happening: Happening) -> None:
        """Write it down: a row for every status passed, or one for what was ignored."""
        order, trigger = progress.after, happening.trigger
        path = progress.path or (order.status,)
        first = order.version - len(path) + 1
        for place, (before, after) in enumerate(
            zip((progress.before.status, *path), path, strict=False)
        ):
            entry = Entry(order.id, first + place, trigger, before, after, happening.message_id)
            self._tables.append(self.rows, entry)
        if _REFUNDS.intersection(progress.effects):
            self._tables.put(self._asked_back, order.id, (trigger, happening.attempt_id))
        if trigger is Trigger.FAILED:
            self._tables.put(self._failed, (order.id, happening.attempt_id), True)

    async def asked_back(self, order_id: UUID) -> tuple[Trigger, UUID | None] | None:
        """Return what made us ask for money back the last time, and the attempt it named."""
        return self._asked_back.get(order_id)

    async def has_failed(self, order_id: UUID, attempt_id: UUID) -> bool:
        """Whether payments said of the attempt that it ended without money."""
        return (order_id, attempt_id) in self._failed


class Letters:
    """The `Letterbox` port: counts what would be sent."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.sent: dict[int, tuple[UUID, str]] = {}

    async def receipt(self, order: Order) -> None:
        """Tell the customer that the order is paid."""
        self._tables.append(self.sent, (order.id, "receipt"))

    async def cancellation(self, order: Order) -> None:
        """Tell the customer that the order will not be delivered."""
        self._tables.append(self.sent, (order.id, "cancellation"))


class OrdersTx(BareTx):
    """The orders service's `Tx`."""

    answers: Any

    def __init__(self, clock: Clock) -> None:
        super().__init__("orders", clock)
        self.sagas = Sagas(self.tables)
        self.history = History(self.tables)
        self.orders = Orders(self.tables, clock, self.sagas, self.history)
        self.cash_book = CashBook(self.tables)
        self.tariffs = Tariffs()
        self.letters = Letters(self.tables)
        self.clocks = Clocks()
