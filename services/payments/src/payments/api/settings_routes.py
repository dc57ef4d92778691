"""What staff decide about providers, and what providers sent."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Query

from common import context, problems
from common.auth import Principal
from common.errors import Forbidden, Unauthenticated
from common.pagination import PageQuery
from common.routing import router as new_router
from common.schemas import Page
from payments.adapters.reads import WebhookFilter
from payments.api.deps import (
    WORD,
    MayReadPayments,
    MayReadSettings,
    MayWritePayments,
    MayWriteSettings,
    ReadsDep,
    TxDep,
    WorldDep,
)
from payments.api.pages import webhooks_page
from payments.api.schemas import SwitchIn, SwitchOut, WebhookDetailOut, WebhookOut
from payments.api.switching import merged, shown
from payments.domain.webhook import Intake
from payments.usecases.problems import CurrencyNotSupported, ProviderNotFound, WebhookNotFound
from payments.usecases.replay_webhook import ReplayWebhook, replay_webhook
from payments.usecases.switch_provider import SwitchProvider, switch_of, switch_provider

providers = new_router(prefix="/api/v1/admin/payment-providers", tags=["admin: payments"])
webhooks = new_router(prefix="/api/v1/admin/payment-webhooks", tags=["admin: payments"])

_STAFF = (Unauthenticated, Forbidden)


@providers.get("/{code}", responses=problems.documented(*_STAFF, ProviderNotFound))
async def provider(
    code: str, _: Annotated[Principal, MayReadSettings], world: WorldDep, tx: TxDep
) -> SwitchOut:
    """Show a provider and how it is switched."""
    return shown(await switch_of(code, tx=tx), world)


@providers.patch(
    "/{code}",
    responses=problems.documented(*_STAFF, ProviderNotFound, CurrencyNotSupported),
)
async def switch(
    code: str,
    body: SwitchIn,
    writer: Annotated[Principal, MayWriteSettings],
    world: WorldDep,
    tx: TxDep,
) -> SwitchOut:
    """Switch a provider on or off, or set the shop's own limits."""
    before = await switch_of(code, tx=tx)
    command = SwitchProvider(
        code=code,
        enabled=body.enabled,
        limits=merged(before, body, world),
        actor_id=writer.id,
        request_id=context.request_id.get(),
    )
    return shown(await switch_provider(command, tx=tx), world)


@webhooks.get("", responses=problems.documented(*_STAFF))
async def received(
    _: Annotated[Principal, MayReadPayments],
    page: PageQuery,
    reads: ReadsDep,
    channel: Annotated[str | None, Query(max_length=40, pattern=WORD)] = None,
    state: Intake | None = None,
    reference: Annotated[str | None, Query(max_length=100, pattern=WORD)] = None,
) -> Page[WebhookOut]:
    """List what providers sent, newest first."""
    wanted = WebhookFilter(channel=channel, state=state, reference=reference)
    return await webhooks_page(reads, wanted, page)


@webhooks.get("/{webhook_id}", responses=problems.documented(*_STAFF, WebhookNotFound))
async def webhook(
    webhook_id: UUID, _: Annotated[Principal, MayReadPayments], reads: ReadsDep
) -> WebhookDetailOut:
    """Show one with what was in it."""
    return WebhookDetailOut.whole(await reads.webhook(webhook_id))


@webhooks.post(
    "/{webhook_id}/replay",
    status_code=HTTPStatus.ACCEPTED,
    responses=problems.documented(*_STAFF, WebhookNotFound),
)
async def replay(
    webhook_id: UUID, writer: Annotated[Principal, MayWritePayments], tx: TxDep, reads: ReadsDep
) -> WebhookOut:
    """Have one worked on once more, even one that was parked. Repeatable."""
    command = ReplayWebhook(
        webhook_id=webhook_id, actor_id=writer.id, request_id=context.request_id.get()
    )
    await replay_webhook(command, tx=tx)
    return WebhookOut.of(await reads.webhook(webhook_id))
