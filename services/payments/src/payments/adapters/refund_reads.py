"""Lists and details of refunds, straight from the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.pagination import PageRequest
from payments.adapters.paging import paged, total
from payments.adapters.refund_tables import RefundRow, RefundStepRow
from payments.adapters.refunds import refund_of
from payments.domain.refund import Refund
from payments.usecases.problems import RefundNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFilter:
    """Which refunds a list shows; None does not narrow it."""

    status: str | None = None
    provider: str | None = None
    order_id: UUID | None = None
    payment_id: UUID | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return it as SQL."""
        wanted = (
            (self.status, RefundRow.status == self.status),
            (self.provider, RefundRow.provider == self.provider),
            (self.order_id, RefundRow.order_id == self.order_id),
            (self.payment_id, RefundRow.payment_id == self.payment_id),
        )
        return [condition for given, condition in wanted if given is not None]


async def refunds_of(session: AsyncSession, payment_ids: Sequence[UUID]) -> list[Refund]:
    """Return every refund of these payments, oldest first."""
    rows = await session.scalars(
        select(RefundRow)
        .where(RefundRow.payment_id.in_(payment_ids))
        .order_by(RefundRow.created_at, RefundRow.id)
    )
    return [refund_of(row) for row in rows]


async def refund_page(
    session: AsyncSession, wanted: RefundFilter, page: PageRequest, *, order: str
) -> tuple[list[Refund], int | None]:
    """Return up to a page and one more, newest first, and how many there are if asked."""
    conditions = wanted.conditions()
    newest = (RefundRow.created_at, RefundRow.id)
    query = select(RefundRow).where(*conditions)
    rows = await session.scalars(paged(query, newest, page, order=order))
    return [refund_of(row) for row in rows], await total(session, RefundRow, conditions, page)


async def refund_with_steps(
    session: AsyncSession, refund_id: UUID
) -> tuple[Refund, Sequence[RefundStepRow]]:
    """Return one refund and its journal, oldest first; raise `RefundNotFound`."""
    row = await session.get(RefundRow, refund_id, populate_existing=True)
    if row is None:
        raise RefundNotFound
    steps = await session.scalars(
        select(RefundStepRow)
        .where(RefundStepRow.refund_id == refund_id)
        .order_by(RefundStepRow.at, RefundStepRow.id)
    )
    return refund_of(row), steps.all()
