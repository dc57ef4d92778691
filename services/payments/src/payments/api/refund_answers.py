"""Refunds as staff ask for them and see them."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from common.idempotency import Answer
from common.pagination import PageRequest
from common.schemas import Id, In, MoneyIn, Name, Out, Page
from payments.adapters.refund_reads import RefundFilter, refund_page, refund_with_steps
from payments.adapters.refund_tables import RefundStepRow
from payments.adapters.tx import SqlTx
from payments.api.answers import RefundOut
from payments.domain.refund import Refund, RefundStatus
from payments.usecases.refunds.staff import Actor, GiveBack

PREFIX = "/api/v1/admin/payment-refunds"


class SomeMoneyIn(MoneyIn):
    """More than nothing."""

    amount: Annotated[int, Field(ge=1, le=10**12)]


class RefundIn(In):
    """What is to go back; without an amount all that one attempt still holds."""

    reason: Name
    amount: SomeMoneyIn | None = None
    attempt_id: Id | None = None
    """Without it the newest attempt that holds so much."""


class SettleIn(In):
    """How the money reached the payer."""

    note: Name


class StaffRefundOut(RefundOut):
    """A refund as staff see it; `counted`: it takes from the order's money."""

    payment_id: UUID
    order_id: UUID
    provider: str
    reference: str
    provider_reference: str | None
    automatic: bool
    counted: bool
    number: int
    detail: str | None
    note: str | None
    requested_by: UUID | None
    next_try_at: datetime | None
    updated_at: datetime

    @classmethod
    def whole(cls, refund: Refund) -> Self:
        """Show all of it."""
        more = {name: getattr(refund, name) for name in _MORE}
        return cls(**RefundOut.of(refund).model_dump(), **more)


_MORE = tuple(StaffRefundOut.model_fields.keys() - RefundOut.model_fields.keys())


class RefundStepOut(Out):
    """A step in the journal of a refund."""

    status: RefundStatus
    detail: str | None
    provider_reference: str | None
    actor_id: UUID | None
    at: datetime

    @classmethod
    def of(cls, row: RefundStepRow) -> Self:
        """Show the step."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class RefundDetailOut(StaffRefundOut):
    """A refund with everything that became of it, oldest first."""

    steps: list[RefundStepOut]


def command_of(payment_id: UUID, body: RefundIn, actor: Actor) -> GiveBack:
    """Return what the body asks for as a command."""
    return GiveBack(
        payment_id=payment_id,
        attempt_id=body.attempt_id,
        amount=None if body.amount is None else body.amount.money(),
        reason=body.reason,
        actor=actor,
    )


def answer_of(refund: Refund, *, status: int) -> Answer:
    """Return the answer that is kept under the caller's key."""
    is_new = status == HTTPStatus.CREATED
    return Answer(
        status=status,
        body=StaffRefundOut.whole(refund).model_dump(mode="json"),
        headers={"location": f"{PREFIX}/{refund.id}"} if is_new else {},
    )


async def detail_of(refund_id: UUID, tx: SqlTx) -> RefundDetailOut:
    """Show one refund with its journal; raise `RefundNotFound`."""
    refund, steps = await refund_with_steps(tx.session, refund_id)
    return RefundDetailOut(
        **StaffRefundOut.whole(refund).model_dump(),
        steps=[RefundStepOut.of(step) for step in steps],
    )


async def page_of(tx: SqlTx, wanted: RefundFilter, page: PageRequest) -> Page[StaffRefundOut]:
    """Return a page of the refunds wanted; a cursor of another filter is refused."""
    order = f"refunds:{wanted}"
    found, total = await refund_page(tx.session, wanted, page, order=order)
    return page.page(
        found,
        order=order,
        key=lambda refund: (refund.created_at.isoformat(), str(refund.id)),
        show=StaffRefundOut.whole,
        total=total,
    )
