"""The paths that the platform's first clients were written against."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from common import problems
from common.errors import TooLarge, Unauthenticated
from common.intents import OptionalIntent
from common.routing import router as new_router
from payments.api.begin import begin_command, initiated
from payments.api.deps import ClaimsDep, PayerDep, SettingsDep, WorldDep
from payments.api.older_shapes import InitiatedOut
from payments.api.payment_routes import REFUSALS
from payments.api.raw import read_notice
from payments.api.returning import homeward
from payments.api.schemas import BeginIn
from payments.usecases.problems import BadSignature, ReferenceNotFound, WebhookNotFound
from payments.usecases.receive_webhook import channel_of, receive_webhook

router = new_router(tags=["payments"])
_ANY_QUERY: dict[str, Any] = {"x-any-query": True}
_Reference = Annotated[str | None, Query(max_length=100)]


@router.post(
    "/payments/initiate/{order_id}",
    include_in_schema=False,
    response_model=InitiatedOut,
    responses={**REFUSALS, **problems.documented(Unauthenticated)},
)
async def initiate(
    *,
    order_id: UUID,
    body: BeginIn,
    payer: PayerDep,
    intent: OptionalIntent,
    world: WorldDep,
    claims: ClaimsDep,
    settings: SettingsDep,
) -> Response:
    """Begin to pay for an order; without a key the attempt that is open is answered again."""
    command = begin_command(order_id, body, payer, settings)
    return await initiated(command, intent, claims, world)


@router.post(
    "/payments/verify/{provider}",
    include_in_schema=False,
    responses=problems.documented(BadSignature, WebhookNotFound, TooLarge),
    openapi_extra=_ANY_QUERY,
)
async def receive(provider: str, request: Request, world: WorldDep) -> dict[str, str]:
    """Keep what a provider sends; it is worked on later."""
    channel = channel_of(provider, world.providers)
    await receive_webhook(await read_notice(channel, request), world=world)
    return {"status": "received"}


@router.get(
    "/payments/verify/{provider}",
    include_in_schema=False,
    status_code=303,
    response_class=Response,
    responses=problems.documented(ReferenceNotFound),
    openapi_extra=_ANY_QUERY,
)
async def come_home(
    *,
    provider: str,
    world: WorldDep,
    settings: SettingsDep,
    tx_ref: _Reference = None,
    trx_ref: _Reference = None,
    reference: _Reference = None,
) -> Response:
    """Ask the provider, then send the browser on; what else the query says is not believed."""
    named = tx_ref or trx_ref or reference or ""
    return await homeward(provider, named, world, settings.storefront_url)
