"""Take in what a provider sends: keep it, believe nothing, answer at once."""

from common.ids import new_id
from payments.domain.webhook import Notice
from payments.usecases.ports import World
from payments.usecases.problems import BadSignature, WebhookNotFound


async def receive_webhook(notice: Notice, *, world: World) -> None:
    """Store the bytes; raise `BadSignature`, or `WebhookNotFound` for an unknown channel."""
    provider = world.providers.get(notice.channel)
    if provider is None or not provider.sends_webhooks:
        raise WebhookNotFound
    if not provider.is_authentic(notice):
        raise BadSignature
    async with world.open_tx() as tx:
        await tx.webhooks.store(notice, webhook_id=new_id())
