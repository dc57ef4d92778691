"""Lists and details, straight from the tables: reading skips the use cases."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.pagination import PageRequest
from payments.adapters.paging import paged, total
from payments.adapters.provider_tables import WebhookRow
from payments.adapters.refund_reads import refunds_of
from payments.adapters.rows import attempt_of, payment_of
from payments.adapters.tables import AttemptRow, PaymentRow
from payments.domain.attempt import Attempt
from payments.domain.payment import Payment
from payments.domain.refund import Refund
from payments.usecases.problems import PaymentNotFound, WebhookNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """A payment with everything tried for it and everything that goes back, oldest first."""

    payment: Payment
    attempts: tuple[Attempt, ...]
    refunds: tuple[Refund, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFilter:
    """Which payments a list shows; None does not narrow it."""

    owners: Sequence[str] | None = None
    order_id: UUID | None = None
    status: str | None = None
    provider: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return it as SQL. A payment that orders never let begin is shown to nobody."""
        row = PaymentRow
        wanted: tuple[tuple[Any, Callable[[Any], ColumnElement[bool]]], ...] = (
            (self.owners, lambda them: or_(row.owner.in_(them), row.token_hash.in_(them))),
            (self.order_id, lambda it: row.order_id == it),
            (self.status, lambda it: row.status == it),
            (self.provider, lambda it: row.id.in_(_attempted(it))),
            (self.created_from, lambda it: row.created_at >= it),
            (self.created_to, lambda it: row.created_at < it),
        )
        narrowed = [condition(given) for given, condition in wanted if given is not None]
        return [row.amount.is_not(None), *narrowed]


def _attempted(provider: str) -> Select[Any]:
    return select(AttemptRow.payment_id).where(AttemptRow.provider == provider)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookFilter:
    """Which webhooks a list shows; None does not narrow it."""

    channel: str | None = None
    state: str | None = None
    reference: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return it as SQL."""
        wanted = (
            (self.channel, WebhookRow.channel == self.channel),
            (self.state, WebhookRow.state == self.state),
            (self.reference, WebhookRow.reference == self.reference),
        )
        return [condition for given, condition in wanted if given is not None]


class SqlReads:
    """What the API shows, over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def payment(self, payment_id: UUID, *, owners: Sequence[str] | None) -> PaymentView:
        """Return one payment; `owners` None is for staff. Raises `PaymentNotFound`."""
        narrowed = PaymentFilter(owners=owners).conditions()
        query = select(PaymentRow).where(PaymentRow.id == payment_id, *narrowed)
        row = await self._session.scalar(query)
        if row is None:
            raise PaymentNotFound
        return (await self._whole([row]))[0]

    async def payments(
        self, wanted: PaymentFilter, page: PageRequest, *, order: str
    ) -> tuple[list[PaymentView], int | None]:
        """Return up to a page and one more, newest first, and how many there are if asked."""
        conditions = wanted.conditions()
        query = select(PaymentRow).where(*conditions)
        newest = (PaymentRow.created_at, PaymentRow.id)
        rows = await self._session.scalars(paged(query, newest, page, order=order))
        count = await total(self._session, PaymentRow, conditions, page)
        return await self._whole(rows.all()), count

    async def webhook(self, webhook_id: UUID) -> WebhookRow:
        """Return one stored webhook; raise `WebhookNotFound`."""
        row = await self._session.get(WebhookRow, webhook_id)
        if row is None:
            raise WebhookNotFound
        return row

    async def webhooks(
        self, wanted: WebhookFilter, page: PageRequest, *, order: str
    ) -> tuple[Sequence[WebhookRow], int | None]:
        """Return up to a page and one more, newest first, and how many there are if asked."""
        conditions = wanted.conditions()
        query = select(WebhookRow).where(*conditions)
        newest = (WebhookRow.received_at, WebhookRow.id)
        rows = await self._session.scalars(paged(query, newest, page, order=order))
        return rows.all(), await total(self._session, WebhookRow, conditions, page)

    async def _whole(self, rows: Sequence[PaymentRow]) -> list[PaymentView]:
        found = await self._session.scalars(
            select(AttemptRow)
            .where(
                AttemptRow.payment_id.in_([row.id for row in rows]),
                AttemptRow.begun_at.is_not(None),
            )
            .order_by(AttemptRow.created_at, AttemptRow.id)
        )
        attempts = [attempt_of(row) for row in found]
        refunds = await refunds_of(self._session, [row.id for row in rows])
        return [
            PaymentView(
                payment=payment_of(row),
                attempts=tuple(one for one in attempts if one.payment_id == row.id),
                refunds=tuple(one for one in refunds if one.payment_id == row.id),
            )
            for row in rows
        ]
