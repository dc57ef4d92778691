"""Payments and their attempts in Postgres."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, func, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from payments.adapters import statements
from payments.adapters.rows import attempt_columns, attempt_of, payment_columns, payment_of
from payments.adapters.tables import AttemptRow
from payments.domain.attempt import WITHOUT_MONEY, Attempt, AttemptStatus
from payments.domain.payment import Payment
from payments.usecases.problems import PaymentNotFound

# Literals: with parameters the statement would be rendered again each time it looks.
_ASKED = AttemptRow.status.in_(
    [literal_column(f"'{status}'") for status in sorted({AttemptStatus.PENDING, *WITHOUT_MONEY})]
)


class Held:
    """What a transaction knows of the payments it holds: nobody else changes their attempts."""

    def __init__(self) -> None:
        self.at: datetime | None = None
        """The database's clock when attempts were read, after the last wait for a lock."""
        self._attempts: dict[UUID, list[Attempt] | None] = {}

    def begin(self, payment_id: UUID, attempts: list[Attempt] | None = None) -> None:
        """Hold the payment; its attempts are still to be read where none are given."""
        self.at = None
        self._attempts[payment_id] = attempts

    def attempts_of(self, payment_id: UUID) -> list[Attempt] | None:
        """Return the payment's attempts, if they are known."""
        return self._attempts.get(payment_id)

    def know(self, payment_id: UUID, attempts: list[Attempt], *, at: datetime | None) -> None:
        """Keep what was read, if the payment is held."""
        if payment_id in self._attempts:
            self._attempts[payment_id], self.at = attempts, at

    def changed(self, attempt: Attempt) -> None:
        """Keep a new state of an attempt, or a new attempt."""
        known = self._attempts.get(attempt.payment_id)
        if known is not None:
            others = [one for one in known if one.id != attempt.id]
            now = sorted([*others, attempt], key=lambda one: (one.created_at, one.id))
            self._attempts[attempt.payment_id] = now


class SqlPayments:
    """The `Payments` port over one open session."""

    def __init__(self, session: AsyncSession, held: Held) -> None:
        self._session = session
        self._held = held

    async def opened(self, payment: Payment) -> Payment:
        """Store it unless its order has one; return the one that stands, locked."""
        new = await self._session.execute(statements.OPEN_PAYMENT, payment_columns(payment))
        if new.first() is not None:
            self._held.begin(payment.id, [])
            return payment
        return await self.of_order(payment.order_id) or payment

    async def locked(self, payment_id: UUID) -> Payment:
        """Return it, held against other writers; raise `PaymentNotFound`."""
        payment = await self._one(statements.PAYMENT_LOCKED, payment_id)
        if payment is None:
            raise PaymentNotFound
        self._held.begin(payment.id)
        return payment

    async def find(self, payment_id: UUID) -> Payment | None:
        """Return it, if there is one."""
        return await self._one(statements.PAYMENT, payment_id)

    async def of_order(self, order_id: UUID) -> Payment | None:
        """Return the order's payment, locked, if there is one."""
        payment = await self._one(statements.PAYMENT_OF_ORDER_LOCKED, order_id)
        if payment is not None:
            self._held.begin(payment.id)
        return payment

    async def save(self, payment: Payment) -> None:
        """Store its new state."""
        columns = payment_columns(payment)
        await self._session.execute(
            statements.SAVE_PAYMENT, {"wanted": columns.pop("id"), **columns}
        )

    async def _one(self, query: Executable, wanted: UUID) -> Payment | None:
        row = (await self._session.execute(query, {"wanted": wanted})).first()
        return None if row is None else payment_of(row)


class SqlAttempts:
    """The `Attempts` port over one open session."""

    def __init__(self, session: AsyncSession, held: Held) -> None:
        self._session = session
        self._held = held

    async def add(self, attempt: Attempt) -> None:
        """Store a new one."""
        await self._session.execute(statements.ADD_ATTEMPT, attempt_columns(attempt))
        self._held.changed(attempt)

    async def find(self, attempt_id: UUID) -> Attempt | None:
        """Return it, if there is one."""
        return await self._one(statements.ATTEMPT, attempt_id)

    async def referred(self, provider: str, reference: str) -> Attempt | None:
        """Return the provider's attempt of this reference, if there is one."""
        attempt = await self._one(statements.ATTEMPT_REFERRED, reference)
        return attempt if attempt is not None and attempt.provider == provider else None

    async def called_back(self, callback_hash: str) -> Attempt | None:
        """Return the attempt whose provider reports to the address of this token's hash."""
        return await self._one(statements.ATTEMPT_CALLED_BACK, callback_hash)

    async def of(self, payment_id: UUID) -> list[Attempt]:
        """Return a payment's attempts, oldest first."""
        known = self._held.attempts_of(payment_id)
        if known is not None:
            return list(known)
        query = await self._session.execute(statements.ATTEMPTS_OF, {"wanted": payment_id})
        rows = query.all()
        attempts = [attempt_of(row) for row in rows]
        self._held.know(payment_id, attempts, at=rows[-1].clock if rows else None)
        return attempts

    async def save(self, attempt: Attempt) -> None:
        """Store its new state."""
        columns = attempt_columns(attempt)
        await self._session.execute(
            statements.SAVE_ATTEMPT, {"wanted": columns.pop("id"), **columns}
        )
        self._held.changed(attempt)

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
            .execution_options(synchronize_session=False, populate_existing=True)
        )
        return [attempt_of(row) for row in rows]

    async def _one(self, query: Executable, wanted: object) -> Attempt | None:
        row = (await self._session.execute(query, {"wanted": wanted})).first()
        return None if row is None else attempt_of(row)
