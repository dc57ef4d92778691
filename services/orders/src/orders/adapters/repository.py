"""Orders, their sagas and their history over one open session."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import case, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from orders.adapters import records
from orders.adapters.tables import LineRow, OrderRow, SagaRow
from orders.domain.basket import CartAlreadyOrdered
from orders.domain.order import Order
from orders.domain.problems import OrderNotFound
from orders.domain.progress import Progress
from orders.domain.saga import Saga, SagaState
from orders.domain.states import OrderStatus

_FAILS_AT_MOST: Final = 5
"""Times that a clock tries one order, the last half an hour after the first."""
_OPEN: Final = (OrderStatus.PENDING, OrderStatus.PROCESSING, OrderStatus.FAILED)


class SqlOrders:
    """The `Orders` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, order: Order) -> None:
        """Store a new order; raise `CartAlreadyOrdered`."""
        # ON CONFLICT waits for a rival order from the same cart, so the loser can name it.
        added = await self._session.scalar(
            upsert(OrderRow)
            .values(records.columns(order))
            .on_conflict_do_nothing(index_elements=["cart_id", "cart_version"])
            .returning(OrderRow.id)
        )
        if added is None:
            earlier = await self.ordered_from(order.cart_id, order.cart_version)
            raise CartAlreadyOrdered(earlier or order.id)
        await self._session.execute(insert(LineRow), records.line_columns(order))

    async def read(self, order_id: UUID) -> Order:
        """Return the order; raise `OrderNotFound`."""
        row = await self._session.get(OrderRow, order_id)
        if row is None:
            raise OrderNotFound
        return records.order_of(row)

    async def locked(self, order_id: UUID) -> Order:
        """Return the order, held against other writers; raise `OrderNotFound`."""
        row = await self._session.get(OrderRow, order_id, with_for_update=True)
        if row is None:
            raise OrderNotFound
        return records.order_of(row)

    async def save(self, progress: Progress) -> None:
        """Store the order as it is after the progress, passing through every status."""
        await self._write(progress.after, progress.path or (progress.after.status,))

    async def amend(self, order: Order) -> None:
        """Store a changed order that keeps its status; its version is already the next."""
        await self._write(order, (order.status,))
        for line in records.line_columns(order):
            await self._session.execute(
                update(LineRow)
                .where(LineRow.order_id == order.id, LineRow.position == line["position"])
                .values(tax=line["tax"])
            )

    async def ordered_from(self, cart_id: UUID, version: int) -> UUID | None:
        """Return the order that this version of the cart became, if any."""
        return await self._session.scalar(
            select(OrderRow.id).where(OrderRow.cart_id == cart_id, OrderRow.cart_version == version)
        )

    async def open_of(self, user_id: UUID) -> int:
        """Count the user's orders that are neither finished nor cancelled."""
        count = select(func.count()).where(OrderRow.user_id == user_id, OrderRow.status.in_(_OPEN))
        return await self._session.scalar(count) or 0

    async def open_from(self, cart_id: UUID) -> int:
        """Count the orders from that cart that are neither finished nor cancelled."""
        count = select(func.count()).where(OrderRow.cart_id == cart_id, OrderRow.status.in_(_OPEN))
        return await self._session.scalar(count) or 0

    async def of_guest(self, email: str) -> list[Order]:
        """Return the orders that nobody signed in placed for the address, held."""
        rows = await self._session.scalars(
            select(OrderRow)
            .where(func.lower(OrderRow.contact_email) == email.lower(), OrderRow.user_id.is_(None))
            .order_by(OrderRow.id)
            .with_for_update()
        )
        return [records.order_of(row) for row in rows]

    async def due(self, *, limit: int) -> list[Order]:
        """Return orders whose saga's deadline is over, held; skip those others work on."""
        rows = await self._session.scalars(
            select(OrderRow)
            .join(SagaRow, SagaRow.order_id == OrderRow.id)
            .where(
                SagaRow.state == SagaState.RUNNING,
                SagaRow.deadline_at <= func.now(),
            )
            .order_by(SagaRow.deadline_at)
            .limit(limit)
            # Both rows: a deadline that moved while the order was being locked is read again.
            .with_for_update(of=(OrderRow, SagaRow), skip_locked=True)
        )
        return [records.order_of(row) for row in rows]

    async def _write(self, order: Order, path: tuple[OrderStatus, ...]) -> None:
        columns = records.columns(order)
        first = order.version - len(path) + 1
        # One update per status passed: the guard lets the version advance by exactly one.
        for version, status in enumerate(path, start=first):
            await self._session.execute(
                update(OrderRow)
                .where(OrderRow.id == order.id)
                .values(columns | {"status": status.value, "version": version})
                .execution_options(synchronize_session=False)
            )


class SqlSagas:
    """The `Sagas` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, order_id: UUID, saga: Saga) -> None:
        """Store where the order's saga stands."""
        columns = {
            "state": saga.state.value,
            "owed": [step.value for step in saga.owed],
            "deadline_at": saga.deadline_at,
            "attempts": saga.attempts,
            "failures": 0,
            "last_error": None,
            "updated_at": func.now(),
        }
        await self._session.execute(
            upsert(SagaRow)
            .values(order_id=order_id, **columns)
            .on_conflict_do_update(index_elements=["order_id"], set_=columns)
        )

    async def mark_stuck(self, order_id: UUID) -> None:
        """Say that what is owed did not come in time."""
        await self._session.execute(
            update(SagaRow)
            .where(SagaRow.order_id == order_id)
            .values(state=SagaState.STUCK.value, updated_at=func.now())
        )

    async def put_off(self, order_id: UUID, error: str) -> bool:
        """Look again later, and later each time; True once that makes it stuck."""
        failures = SagaRow.failures + 1
        stuck = failures >= _FAILS_AT_MOST
        state = await self._session.scalar(
            update(SagaRow)
            .where(SagaRow.order_id == order_id)
            .values(
                failures=failures,
                last_error=error[:500],
                deadline_at=func.now() + timedelta(minutes=1) * func.power(2, SagaRow.failures),
                state=case((stuck, SagaState.STUCK.value), else_=SagaRow.state),
                updated_at=func.now(),
            )
            .returning(SagaRow.state)
        )
        return state == SagaState.STUCK
