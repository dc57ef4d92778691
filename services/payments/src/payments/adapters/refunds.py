"""Refunds in Postgres."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from common.ids import new_id
from common.money import Money
from payments.adapters.refund_tables import RefundRow, RefundStepRow
from payments.domain.refund import Refund, RefundExceedsCaptured, RefundStatus

_AFRESH: Final = {"populate_existing": True}
_WITHIN: Final = "refunds_within_captured"
# What the row and the domain spell alike.
_SAME: Final = (
    "id",
    "payment_id",
    "attempt_id",
    "order_id",
    "provider",
    "reference",
    "reason",
    "automatic",
    "counted",
    "chain_id",
    "number",
    "in_flight",
    "requested_by",
    "note",
    "detail",
    "provider_reference",
    "callback_hash",
    "begun_at",
    "called_at",
    "next_try_at",
    "tries",
    "created_at",
    "updated_at",
)


def refund_of(row: RefundRow) -> Refund:
    """Read a refund."""
    return Refund(
        **{name: getattr(row, name) for name in _SAME},
        amount=Money(row.amount, row.currency),
        status=RefundStatus(row.status),
    )


class SqlRefunds:
    """The `Refunds` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, refund: Refund) -> None:
        """Store a new one; raise `RefundExceedsCaptured` where so much is not there."""
        await self._checked(insert(RefundRow).values(**_columns(refund)))

    async def find(self, refund_id: UUID) -> Refund | None:
        """Return it, if there is one."""
        return await self._one(RefundRow.id == refund_id)

    async def referred(self, reference: str) -> Refund | None:
        """Return the refund of this reference, if there is one."""
        return await self._one(RefundRow.reference == reference)

    async def called_back(self, callback_hash: str) -> Refund | None:
        """Return the refund whose provider reports to the address of this token's hash."""
        return await self._one(RefundRow.callback_hash == callback_hash)

    async def of(self, payment_id: UUID) -> list[Refund]:
        """Return a payment's refunds, oldest first."""
        rows = await self._session.scalars(
            select(RefundRow)
            .where(RefundRow.payment_id == payment_id)
            .order_by(RefundRow.created_at, RefundRow.id)
            .execution_options(**_AFRESH)
        )
        return [refund_of(row) for row in rows]

    async def save(self, refund: Refund) -> None:
        """Store its new state; raise `RefundExceedsCaptured` where so much is not there."""
        await self._checked(
            update(RefundRow)
            .where(RefundRow.id == refund.id)
            .values(**_columns(refund))
            .execution_options(synchronize_session=False)
        )

    async def note(self, refund: Refund, *, actor_id: UUID | None) -> None:
        """Write into its journal how it stands now, and who made it so."""
        await self._session.execute(
            insert(RefundStepRow).values(
                id=new_id(),
                refund_id=refund.id,
                payment_id=refund.payment_id,
                status=refund.status,
                amount=refund.amount.amount,
                currency=refund.amount.currency,
                provider_reference=refund.provider_reference,
                detail=refund.detail or refund.note,
                actor_id=actor_id,
                at=refund.updated_at,
            )
        )

    async def due(self, *, limit: int, lease: timedelta) -> list[Refund]:
        """Take those whose time has come; none is taken twice within the lease."""
        picked = (
            select(RefundRow.id)
            .where(RefundRow.next_try_at <= func.now())
            .order_by(RefundRow.next_try_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = await self._session.scalars(
            update(RefundRow)
            .where(RefundRow.id.in_(picked.scalar_subquery()))
            .values(next_try_at=func.now() + lease)
            .returning(RefundRow)
            .execution_options(synchronize_session=False, **_AFRESH)
        )
        return [refund_of(row) for row in rows]

    async def hasten(self, attempt_id: UUID) -> None:
        """Have the attempt's refunds that wait for somebody's word looked at now."""
        await self._session.execute(
            update(RefundRow)
            .where(
                RefundRow.attempt_id == attempt_id,
                RefundRow.next_try_at.is_not(None),
                text("status in ('processing', 'needs_attention')"),
            )
            .values(next_try_at=func.now())
            .execution_options(synchronize_session=False)
        )

    async def _one(self, condition: ColumnElement[bool]) -> Refund | None:
        query = select(RefundRow).where(condition).execution_options(**_AFRESH)
        row = await self._session.scalar(query)
        return None if row is None else refund_of(row)

    async def _checked(self, statement: Executable) -> None:
        try:
            await self._session.execute(statement)
        except IntegrityError as error:
            if _WITHIN in str(error.orig):
                raise RefundExceedsCaptured(None) from error
            raise


def _columns(refund: Refund) -> dict[str, Any]:
    return {
        **{name: getattr(refund, name) for name in _SAME},
        "amount": refund.amount.amount,
        "currency": refund.amount.currency,
        "status": refund.status,
    }
