"""Take in what a provider sends: keep it, believe nothing, answer at once."""

from common import crash
from common.ids import new_id
from payments.domain.webhook import Notice
from payments.usecases.ports import Providers, World, provider_of
from payments.usecases.problems import BadSignature, WebhookNotFound
from payments.usecases.stores import Tx


async def receive_webhook(notice: Notice, *, world: World) -> None:
    """Store the bytes; raise `BadSignature`, or `WebhookNotFound` for an unknown channel."""
    provider = provider_of(notice.channel, world.providers)
    if provider is None:
        raise WebhookNotFound
    if not provider.is_authentic(notice):
        raise BadSignature
    async with world.open_tx() as tx:
        if provider.terms.callback_tokens and not await _is_awaited(notice, tx):
            raise BadSignature
        await tx.webhooks.store(notice, webhook_id=new_id())
    crash.here("webhook.stored")


def channel_of(provider: str, providers: Providers) -> str:
    """Return the channel of a provider named by its code; raise `WebhookNotFound`."""
    channel = providers[provider].channel if provider in providers else None
    if channel is None:
        raise WebhookNotFound
    return channel


async def _is_awaited(notice: Notice, tx: Tx) -> bool:
    if notice.token_hash is None:
        return False
    if await tx.attempts.called_back(notice.token_hash) is not None:
        return True
    return await tx.refunds.called_back(notice.token_hash) is not None
