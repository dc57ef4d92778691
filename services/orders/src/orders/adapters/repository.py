"""Orders and their sagas over one open session."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Executable, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from orders.adapters import records, statements
from orders.adapters.tables import OrderRow, SagaRow
from orders.domain.basket import CartAlreadyOrdered
from orders.domain.order import Order
from orders.domain.problems import OrderNotFound
from orders.domain.progress import Happening, Progress
from orders.domain.saga import Saga, SagaState
from orders.usecases.ports import Standing

_FAILS_AT_MOST: Final = 5
"""Times that a clock tries one order, the last half an hour after the first."""


class SqlOrders:
    """The `Orders` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self.began_at: datetime | None = None
        """The start of the transaction, once a statement told it."""

    async def standing(self, cart_id: UUID, version: int, *, user_id: UUID | None) -> Standing:
        """Return what stands against ordering that version of the cart."""
        cart = {"cart_id": cart_id, "cart_version": version}
        if user_id is None:
            found = await self._session.execute(statements.STANDING_OF_CART, cart)
        else:
            of_user = cart | {"user_id": user_id}
            found = await self._session.execute(statements.STANDING_OF_USER, of_user)
        ordered_as, opened, at = found.one()
        return Standing(ordered_as=ordered_as, open=opened, at=at)

    async def add(self, order: Order, saga: Saga, *, cause: str) -> None:
        """Store a new order, its saga and what its history begins with.

        Raise `CartAlreadyOrdered`.
        """
        row = {
            **records.columns(order),
            **records.noted(order, "placed", cause=cause),
            **records.followed(order.id, saga),
            "lines": records.line_columns(order),
        }
        if await self._session.scalar(statements.ADD, row) is None:
            earlier = await self.standing(order.cart_id, order.cart_version, user_id=None)
            raise CartAlreadyOrdered(earlier.ordered_as or order.id)

    async def read(self, order_id: UUID) -> Order:
        """Return the order; raise `OrderNotFound`."""
        return await self._one(statements.READ, order_id)

    async def locked(self, order_id: UUID) -> Order:
        """Return the order, held against other writers; raise `OrderNotFound`."""
        return await self._one(statements.LOCKED, order_id)

    async def save(self, progress: Progress, happening: Happening, saga: Saga) -> None:
        """Store the order as it is after the progress, passing through every status.

        Its history and its saga go with it.
        """
        order = progress.after
        row = {**_changes(order), **records.followed(order.id, saga)}
        # One update for each status passed: the guard lets the version advance by exactly one.
        for passed in records.passed(progress, happening):
            at = {"status": passed["history_to_status"], "version": passed["history_version"]}
            await self._session.execute(statements.MOVE, row | passed | at)

    async def amend(self, order: Order) -> None:
        """Store a changed order that keeps its status; its version is already the next."""
        await self._session.execute(statements.AMEND, _changes(order))
        for position, tax in enumerate(order.totals.line_taxes):
            line = {"id_": order.id, "position_": position, "tax_": tax.amount}
            await self._session.execute(statements.TAX, line)

    async def of_guest(self, email: str) -> list[Order]:
        """Return the orders that nobody signed in placed for the address, held."""
        rows = await self._session.scalars(
            select(OrderRow)
            .where(func.lower(OrderRow.contact_email) == email.lower(), OrderRow.user_id.is_(None))
            .order_by(OrderRow.id)
            .with_for_update()
        )
        return [records.order_of(row, row.lines) for row in rows]

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
        return [records.order_of(row, row.lines) for row in rows]

    async def _one(self, statement: Executable, order_id: UUID) -> Order:
        lines = (await self._session.execute(statement, {"order_id": order_id})).all()
        if not lines:
            raise OrderNotFound
        self.began_at = lines[0].now
        return records.order_of(lines[0], lines)


def _changes(order: Order) -> dict[str, Any]:
    columns = records.columns(order)
    return {"id_": columns.pop("id"), **columns}


class SqlSagas:
    """The `Sagas` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, order_id: UUID, saga: Saga) -> None:
        """Store where the order's saga stands."""
        await self._session.execute(statements.PUT_SAGA, records.followed(order_id, saga))

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
