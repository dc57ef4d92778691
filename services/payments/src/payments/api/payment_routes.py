"""Paying for an order, and looking at one's payments."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from common import problems
from common.errors import Unauthenticated
from common.intents import IdempotencyKeyMissing, RequiredIntent
from common.pagination import PageQuery
from common.routing import router as new_router
from common.schemas import Page
from payments.adapters.reads import PaymentFilter
from payments.api.answers import PaymentOut, StartedOut
from payments.api.begin import begin_command, order_of, started
from payments.api.claimed import claimed
from payments.api.deps import ClaimsDep, PayerDep, ReadsDep, SettingsDep, WorldDep
from payments.api.pages import payments_page
from payments.api.schemas import BeginIn
from payments.domain.admission import (
    OrderAlreadyPaid,
    OrderCancelling,
    PaymentInProgress,
    TooManyAttempts,
)
from payments.domain.payment import PaymentStatus
from payments.usecases import begin_attempt as begin
from payments.usecases.problems import (
    AmountNotPayable,
    BadPhoneNumber,
    CurrencyNotSupported,
    PaymentNotFound,
    ProviderDisabled,
    ProviderUnavailable,
)
from payments.usecases.refresh import refresh

router = new_router(prefix="/api/v1", tags=["payments"])

REFUSALS = problems.documented(
    IdempotencyKeyMissing,
    Unauthenticated,
    PaymentNotFound,
    ProviderDisabled,
    PaymentInProgress,
    OrderAlreadyPaid,
    OrderCancelling,
    TooManyAttempts,
    BadPhoneNumber,
    CurrencyNotSupported,
    AmountNotPayable,
    ProviderUnavailable,
)
_STARTED = {**REFUSALS, 200: {"model": StartedOut, "description": "The attempt that is open."}}


@router.post(
    "/orders/{order_id}/payments",
    status_code=201,
    response_model=StartedOut,
    responses=_STARTED,
)
async def pay(
    *,
    order_id: UUID,
    body: BeginIn,
    payer: PayerDep,
    intent: RequiredIntent,
    world: WorldDep,
    claims: ClaimsDep,
    settings: SettingsDep,
) -> Response:
    """Begin an attempt to pay for the order, or return the one that is open."""
    command = begin_command(order_id, body, payer, settings)
    return await claimed(
        intent,
        claims,
        lambda attempt_id, seal: begin.begin_attempt(command(attempt_id), world=world, seal=seal),
        started,
        effect_stands=True,
    )


@router.post(
    "/payments/{payment_id}/attempts",
    status_code=201,
    response_model=StartedOut,
    responses=_STARTED,
)
async def try_again(
    *,
    payment_id: UUID,
    body: BeginIn,
    payer: PayerDep,
    intent: RequiredIntent,
    world: WorldDep,
    claims: ClaimsDep,
    settings: SettingsDep,
) -> Response:
    """Begin another attempt for the payment; another provider may be named."""
    order_id = await order_of(payment_id, payer, world)
    command = begin_command(order_id, body, payer, settings)
    return await claimed(
        intent,
        claims,
        lambda attempt_id, seal: begin.begin_attempt(command(attempt_id), world=world, seal=seal),
        started,
        effect_stands=True,
    )


@router.get("/payments", responses=problems.documented(Unauthenticated))
async def mine(
    payer: PayerDep,
    page: PageQuery,
    reads: ReadsDep,
    status: PaymentStatus | None = None,
    order_id: Annotated[UUID | None, Query()] = None,
) -> Page[PaymentOut]:
    """List one's own payments, newest first."""
    wanted = PaymentFilter(owners=payer.identities, status=status, order_id=order_id)
    return await payments_page(reads, wanted, page, PaymentOut.of)


@router.get(
    "/payments/{payment_id}", responses=problems.documented(Unauthenticated, PaymentNotFound)
)
async def one(payment_id: UUID, payer: PayerDep, reads: ReadsDep) -> PaymentOut:
    """Show one's own payment."""
    return PaymentOut.of(await reads.payment(payment_id, owners=payer.identities))


@router.post(
    "/payments/{payment_id}/refresh",
    responses=problems.documented(Unauthenticated, PaymentNotFound),
)
async def ask_again(
    payment_id: UUID, payer: PayerDep, world: WorldDep, reads: ReadsDep
) -> PaymentOut:
    """Ask the provider now, then show the payment."""
    await refresh(payment_id, caller=payer, world=world)
    return PaymentOut.of(await reads.payment(payment_id, owners=payer.identities))
