"""What staff do with payments, webhooks and providers."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from common import context, problems
from common.auth import Principal
from common.errors import Forbidden, Unauthenticated
from common.intents import IdempotencyKeyMissing, RequiredIntent
from common.pagination import PageQuery
from common.routing import router as new_router
from common.schemas import Page
from payments.adapters.reads import PaymentFilter
from payments.api.answers import StaffAttemptOut, StaffPaymentOut
from payments.api.claimed import asked_once, claimed
from payments.api.deps import (
    WORD,
    ClaimsDep,
    MayReadPayments,
    MayWritePayments,
    PayerDep,
    ReadsDep,
    WorldDep,
)
from payments.api.pages import payments_page, slice_of
from payments.api.recording import (
    capture_command,
    record_command,
    recorded,
    void_command,
    whole_payment,
)
from payments.api.schemas import CaptureIn, Moment, RecordMoneyIn
from payments.domain.admission import PaymentInProgress
from payments.domain.payment import PaymentStatus
from payments.usecases.capture_promised import NothingPromised, capture_promised
from payments.usecases.problems import (
    AmountNotPayable,
    CurrencyNotSupported,
    NothingOutstanding,
    PaymentNotFound,
)
from payments.usecases.record_money import record_money
from payments.usecases.refresh import verify
from payments.usecases.void_payment import NothingToVoid, void_payment

router = new_router(prefix="/api/v1/admin/payments", tags=["admin: payments"])

Reader = Annotated[Principal, MayReadPayments]
Writer = Annotated[Principal, MayWritePayments]
_STAFF = (Unauthenticated, Forbidden)
_GUARDED: dict[int | str, dict[str, Any]] = problems.documented(*_STAFF, PaymentNotFound)


@router.get("", responses=problems.documented(*_STAFF))
async def payments(
    *,
    _: Reader,
    page: PageQuery,
    reads: ReadsDep,
    status: PaymentStatus | None = None,
    provider: Annotated[str | None, Query(max_length=40, pattern=WORD)] = None,
    order_id: Annotated[UUID | None, Query()] = None,
    created_from: Annotated[Moment | None, Query()] = None,
    created_to: Annotated[Moment | None, Query()] = None,
) -> Page[StaffPaymentOut]:
    """List payments, newest first."""
    wanted = PaymentFilter(
        status=status,
        provider=provider,
        order_id=order_id,
        created_from=created_from,
        created_to=created_to,
    )
    return await payments_page(reads, wanted, page, StaffPaymentOut.whole)


@router.get("/{payment_id}", responses=_GUARDED)
async def payment(payment_id: UUID, _: Reader, reads: ReadsDep) -> StaffPaymentOut:
    """Show a payment."""
    return StaffPaymentOut.whole(await reads.payment(payment_id, owners=None))


@router.get("/{payment_id}/attempts", responses=_GUARDED)
async def attempts(
    payment_id: UUID, _: Reader, page: PageQuery, reads: ReadsDep
) -> Page[StaffAttemptOut]:
    """List everything that was tried for a payment, oldest first."""
    view = await reads.payment(payment_id, owners=None)
    shown = [StaffAttemptOut.whole(one, view.payment) for one in view.attempts]
    return slice_of(shown, page, order=f"attempts:{payment_id}", name=lambda one: str(one.id))


@router.post(
    "",
    status_code=201,
    response_model=StaffPaymentOut,
    responses=problems.documented(
        IdempotencyKeyMissing,
        *_STAFF,
        PaymentNotFound,
        NothingOutstanding,
        PaymentInProgress,
        AmountNotPayable,
        CurrencyNotSupported,
    ),
)
async def record(
    *,
    body: RecordMoneyIn,
    writer: Writer,
    caller: PayerDep,
    intent: RequiredIntent,
    world: WorldDep,
    claims: ClaimsDep,
) -> Response:
    """Record cash or bank money for an order, up to what is outstanding."""
    command = record_command(body, caller, writer, context.request_id.get())
    return await claimed(
        intent,
        claims,
        lambda attempt_id, seal: record_money(command(attempt_id), world=world, seal=seal),
        recorded,
    )


@router.post(
    "/{payment_id}/verify",
    response_model=StaffPaymentOut,
    responses={**_GUARDED, **problems.documented(IdempotencyKeyMissing)},
)
async def ask_again(
    *, payment_id: UUID, _: Writer, intent: RequiredIntent, world: WorldDep, claims: ClaimsDep
) -> Response:
    """Ask the providers now about everything that may still change, then show the payment."""
    return await asked_once(
        intent,
        claims,
        world,
        lambda: verify(payment_id, world=world),
        lambda tx: whole_payment(tx, payment_id),
    )


@router.post(
    "/{payment_id}/void",
    response_model=StaffPaymentOut,
    responses={**_GUARDED, **problems.documented(IdempotencyKeyMissing, NothingToVoid)},
)
async def void(
    *, payment_id: UUID, writer: Writer, intent: RequiredIntent, world: WorldDep, claims: ClaimsDep
) -> Response:
    """Stop the payment at its providers; what cannot be closed there lapses at its deadline."""
    command = void_command(payment_id, writer)
    return await asked_once(
        intent,
        claims,
        world,
        lambda: void_payment(command, world=world),
        lambda tx: whole_payment(tx, payment_id),
    )


@router.post(
    "/{payment_id}/capture",
    status_code=201,
    response_model=StaffPaymentOut,
    responses={
        **_GUARDED,
        **problems.documented(
            IdempotencyKeyMissing,
            NothingPromised,
            NothingOutstanding,
            AmountNotPayable,
            CurrencyNotSupported,
        ),
    },
)
async def capture(
    *,
    payment_id: UUID,
    body: CaptureIn,
    writer: Writer,
    caller: PayerDep,
    intent: RequiredIntent,
    world: WorldDep,
    claims: ClaimsDep,
) -> Response:
    """Record the money that was promised on delivery."""
    command = capture_command(payment_id, body, caller, writer)
    return await claimed(
        intent,
        claims,
        lambda attempt_id, seal: capture_promised(command(attempt_id), world=world, seal=seal),
        recorded,
    )
