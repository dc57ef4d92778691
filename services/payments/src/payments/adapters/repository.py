"""Payments and their attempts in Postgres."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal_column, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from payments.adapters.rows import attempt_columns, attempt_of, payment_columns, payment_of
from payments.adapters.tables import AttemptRow, PaymentRow
from payments.domain.attempt import WITHOUT_MONEY, Attempt, AttemptStatus
from payments.domain.payment import Payment
from payments.usecases.problems import PaymentNotFound

# A row read before its lock was taken may be stale by then.
_AFRESH = {"populate_existing": True}
# Literals: with parameters the statement would be rendered again each time it looks.
_ASKED = AttemptRow.status.in_(
    [literal_column(f"'{status}'") for status in sorted({AttemptStatus.PENDING, *WITHOUT_MONEY})]
)


class SqlPayments:
    """The `Payments` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def opened(self, payment: Payment) -> Payment:
        """Store it unless its order has one; return the one that stands, locked."""
        await self._session.execute(
            insert(PaymentRow)
            .values(**payment_columns(payment))
            .on_conflict_do_nothing(index_elements=["order_id"])
        )
        stored = await self.of_order(payment.order_id)
        return stored or payment

    async def locked(self, payment_id: UUID) -> Payment:
        """Return it, held against other writers; raise `PaymentNotFound`."""
        payment = await self._one(PaymentRow.id == payment_id, lock=True)
        if payment is None:
            raise PaymentNotFound
        return payment

    async def find(self, payment_id: UUID) -> Payment | None:
        """Return it, if there is one."""
        return await self._one(PaymentRow.id == payment_id, lock=False)

    async def of_order(self, order_id: UUID) -> Payment | None:
        """Return the order's payment, locked, if there is one."""
        return await self._one(PaymentRow.order_id == order_id, lock=True)

    async def save(self, payment: Payment) -> None:
        """Store its new state."""
        await self._session.execute(
            update(PaymentRow)
            .where(PaymentRow.id == payment.id)
            .values(**payment_columns(payment))
            .execution_options(synchronize_session=False)
        )

    async def _one(self, condition: ColumnElement[bool], *, lock: bool) -> Payment | None:
        query = select(PaymentRow).where(condition).execution_options(**_AFRESH)
        row = await self._session.scalar(query.with_for_update() if lock else query)
        return None if row is None else payment_of(row)


class SqlAttempts:
    """The `Attempts` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, attempt: Attempt) -> None:
        """Store a new one."""
        await self._session.execute(insert(AttemptRow).values(**attempt_columns(attempt)))

    async def find(self, attempt_id: UUID) -> Attempt | None:
        """Return it, if there is one."""
        return await self._one(AttemptRow.id == attempt_id)

    async def referred(self, provider: str, reference: str) -> Attempt | None:
        """Return the provider's attempt of this reference, if there is one."""
        attempt = await self._one(AttemptRow.reference == reference)
        return attempt if attempt is not None and attempt.provider == provider else None

    async def called_back(self, callback_hash: str) -> Attempt | None:
        """Return the attempt whose provider reports to the address of this token's hash."""
        return await self._one(AttemptRow.callback_hash == callback_hash)

    async def of(self, payment_id: UUID) -> list[Attempt]:
        """Return a payment's attempts, oldest first."""
        rows = await self._session.scalars(
            select(AttemptRow)
            .where(AttemptRow.payment_id == payment_id)
            .order_by(AttemptRow.created_at, AttemptRow.id)
            .execution_options(**_AFRESH)
        )
        return [attempt_of(row) for row in rows]

    async def save(self, attempt: Attempt) -> None:
        """Store its new state."""
        await self._session.execute(
            update(AttemptRow)
            .where(AttemptRow.id == attempt.id)
            .values(**attempt_columns(attempt))
            .execution_options(synchronize_session=False)
        )

    async def due(self, *, limit: int, lease: timedelta) -> list[Attempt]:
        """Take attempts that are to be asked about; none is taken twice within the lease."""
        return await self._taken(
            _ASKED & (AttemptRow.next_ask_at <= func.now()),
            limit=limit,
            lease=lease,
        )

    async def left(self, *, older_than: timedelta, limit: int) -> list[Attempt]:
        """Return attempts that were left `initiating` and that nobody works on."""
        unclaimed = or_(AttemptRow.lease_until.is_(None), AttemptRow.lease_until < func.now())
        unasked = or_(AttemptRow.next_ask_at.is_(None), AttemptRow.next_ask_at <= func.now())
        old = AttemptRow.created_at < func.now() - older_than
        return await self._taken(
            (AttemptRow.status == AttemptStatus.INITIATING) & unclaimed & unasked & old,
            limit=limit,
            lease=older_than,
        )

    async def _taken(
        self, condition: ColumnElement[bool], *, limit: int, lease: timedelta
    ) -> list[Attempt]:
        # The lease is committed before anybody is asked: no transaction waits on a provider.
        picked = (
            select(AttemptRow.id)
            .where(condition)
            .order_by(AttemptRow.next_ask_at.nulls_first())
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = await self._session.scalars(
            update(AttemptRow)
            .where(AttemptRow.id.in_(picked.scalar_subquery()))
            .values(next_ask_at=func.now() + lease)
            .returning(AttemptRow)
            .execution_options(synchronize_session=False, **_AFRESH)
        )
        return [attempt_of(row) for row in rows]

    async def _one(self, condition: ColumnElement[bool]) -> Attempt | None:
        query = select(AttemptRow).where(condition).execution_options(**_AFRESH)
        row = await self._session.scalar(query)
        return None if row is None else attempt_of(row)
