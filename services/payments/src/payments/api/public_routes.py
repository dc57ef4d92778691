"""What anyone may reach: the ways to pay, the browser's return, providers' webhooks."""

from typing import Annotated

from fastapi import Query, Request, Response

from common import problems
from common.errors import FieldError, Malformed, TooLarge
from common.money import Money
from common.pagination import PageQuery
from common.routing import router as new_router
from common.schemas import Currency, Page
from payments.api.deps import SettingsDep, WorldDep
from payments.api.pages import slice_of
from payments.api.raw import read_notice
from payments.api.returning import homeward
from payments.api.schemas import ProviderOut
from payments.usecases.choose_provider import offered
from payments.usecases.problems import BadSignature, ReferenceNotFound, WebhookNotFound
from payments.usecases.receive_webhook import receive_webhook

router = new_router(prefix="/api/v1", tags=["payments"])
_ANY_QUERY = {"x-any-query": True}
_Amount = Annotated[int | None, Query(ge=1, le=10**12, description="In minor units.")]


class _CurrencyMissing(Malformed):
    """An amount alone says nothing."""

    code = "invalid_parameter"


@router.get("/payment-providers", responses=problems.documented(_CurrencyMissing))
async def providers(
    world: WorldDep,
    page: PageQuery,
    currency: Annotated[Currency | None, Query()] = None,
    amount: _Amount = None,
) -> Page[ProviderOut]:
    """List the ways to pay that the shop offers."""
    found = await offered(world, amount=_amount(amount, currency), currency=currency)
    shown = [ProviderOut.of(terms) for terms in found]
    return slice_of(shown, page, order="providers", name=lambda one: one.code)


@router.get(
    "/payments/return/{provider}/{reference}",
    status_code=303,
    response_class=Response,
    responses=problems.documented(ReferenceNotFound),
    openapi_extra=_ANY_QUERY,
)
async def come_home(
    provider: str, reference: str, world: WorldDep, settings: SettingsDep
) -> Response:
    """Ask the provider, then send the browser on; what the query says is not believed."""
    return await homeward(provider, reference, world, settings.storefront_url)


@router.post(
    "/webhooks/payments/{channel}",
    responses=problems.documented(BadSignature, WebhookNotFound, TooLarge),
    openapi_extra=_ANY_QUERY,
)
async def receive(channel: str, request: Request, world: WorldDep) -> dict[str, str]:
    """Keep what a provider sends; it is worked on later."""
    await receive_webhook(await read_notice(channel, request), world=world)
    return {"status": "received"}


@router.post(
    "/webhooks/payments/{channel}/{token}",
    responses=problems.documented(BadSignature, WebhookNotFound, TooLarge),
    openapi_extra=_ANY_QUERY,
)
async def receive_at_token(
    channel: str, token: str, request: Request, world: WorldDep
) -> dict[str, str]:
    """Keep what a provider sends to an address of its own."""
    await receive_webhook(await read_notice(channel, request, token=token), world=world)
    return {"status": "received"}


def _amount(amount: int | None, currency: str | None) -> Money | None:
    if amount is None:
        return None
    if currency is None:
        error = FieldError(parameter="currency", code="missing", detail="an amount needs one")
        raise _CurrencyMissing("an amount needs a currency", errors=[error])
    return Money(amount, currency)
