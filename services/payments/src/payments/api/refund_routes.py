"""What staff do about money that goes back."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from common import context, problems
from common.auth import Principal
from common.errors import Forbidden, Unauthenticated
from common.idempotency import Answer, once
from common.intents import IdempotencyKeyMissing, RequiredIntent
from common.pagination import PageQuery
from common.routing import router as new_router
from common.schemas import Page
from payments.adapters.refund_reads import RefundFilter
from payments.api.deps import WORD, MayReadRefunds, MayWriteRefunds, ReadsDep, TxDep, WorldDep
from payments.api.refund_answers import (
    PREFIX,
    RefundDetailOut,
    RefundIn,
    SettleIn,
    StaffRefundOut,
    answer_of,
    command_of,
    detail_of,
    page_of,
)
from payments.domain.refund import RefundExceedsCaptured, RefundStatus
from payments.usecases.problems import (
    PartialRefundUnsupported,
    PaymentNotFound,
    RefundNotFound,
    RefundNotWaiting,
)
from payments.usecases.refunds.staff import (
    Actor,
    give_back_by_staff,
    retry_refund,
    settle_refund,
)

of_payment = new_router(prefix="/api/v1/admin/payments", tags=["admin: payments"])
refunds = new_router(prefix=PREFIX, tags=["admin: payments"])

Reader = Annotated[Principal, MayReadRefunds]
Writer = Annotated[Principal, MayWriteRefunds]
_STAFF = (Unauthenticated, Forbidden)


@of_payment.post(
    "/{payment_id}/refunds",
    status_code=HTTPStatus.CREATED,
    response_model=StaffRefundOut,
    responses=problems.documented(
        IdempotencyKeyMissing,
        *_STAFF,
        PaymentNotFound,
        RefundExceedsCaptured,
        PartialRefundUnsupported,
    ),
)
async def give_back(
    *,
    payment_id: UUID,
    body: RefundIn,
    writer: Writer,
    intent: RequiredIntent,
    world: WorldDep,
    tx: TxDep,
) -> Response:
    """Give money back; the provider is asked for it right after the answer."""
    command = command_of(payment_id, body, _actor(writer))

    async def act() -> Answer:
        refund = await give_back_by_staff(command, catalogue=world.catalogue, tx=tx)
        return answer_of(refund, status=HTTPStatus.CREATED)

    return await once(intent, tx.answers, act)


@of_payment.get("/{payment_id}/refunds", responses=problems.documented(*_STAFF, PaymentNotFound))
async def of_one(
    payment_id: UUID, _: Reader, page: PageQuery, reads: ReadsDep, tx: TxDep
) -> Page[StaffRefundOut]:
    """List a payment's refunds, newest first."""
    await reads.payment(payment_id, owners=None)
    return await page_of(tx, RefundFilter(payment_id=payment_id), page)


@refunds.get("", responses=problems.documented(*_STAFF))
async def listed(
    *,
    _: Reader,
    page: PageQuery,
    tx: TxDep,
    status: RefundStatus | None = None,
    provider: Annotated[str | None, Query(max_length=40, pattern=WORD)] = None,
    order_id: Annotated[UUID | None, Query()] = None,
) -> Page[StaffRefundOut]:
    """List refunds, newest first; `status=needs_attention` is what waits for a person."""
    wanted = RefundFilter(status=status, provider=provider, order_id=order_id)
    return await page_of(tx, wanted, page)


@refunds.get("/{refund_id}", responses=problems.documented(*_STAFF, RefundNotFound))
async def one(refund_id: UUID, _: Reader, tx: TxDep) -> RefundDetailOut:
    """Show a refund with everything that became of it."""
    return await detail_of(refund_id, tx)


@refunds.post(
    "/{refund_id}/retry",
    response_model=StaffRefundOut,
    responses=problems.documented(IdempotencyKeyMissing, *_STAFF, RefundNotFound, RefundNotWaiting),
)
async def retry(refund_id: UUID, writer: Writer, intent: RequiredIntent, tx: TxDep) -> Response:
    """Have a refund that needs attention tried again; shows the one that is tried."""

    async def act() -> Answer:
        refund = await retry_refund(refund_id, actor=_actor(writer), tx=tx)
        return answer_of(refund, status=HTTPStatus.OK)

    return await once(intent, tx.answers, act)


@refunds.post(
    "/{refund_id}/settle",
    response_model=StaffRefundOut,
    responses=problems.documented(IdempotencyKeyMissing, *_STAFF, RefundNotFound, RefundNotWaiting),
)
async def settle(
    refund_id: UUID, body: SettleIn, writer: Writer, intent: RequiredIntent, tx: TxDep
) -> Response:
    """Note that the payer has the money: given by hand, or as the provider's own pages show."""

    async def act() -> Answer:
        refund = await settle_refund(refund_id, body.note, actor=_actor(writer), tx=tx)
        return answer_of(refund, status=HTTPStatus.OK)

    return await once(intent, tx.answers, act)


def _actor(writer: Principal) -> Actor:
    return Actor(id=writer.id, request_id=context.request_id.get())
