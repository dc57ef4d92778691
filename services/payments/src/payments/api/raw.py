"""Bodies whose very bytes count."""

from typing import Final

from fastapi import Request

from common.errors import TooLarge
from payments.domain.callback import callback_hash
from payments.domain.webhook import Notice

LIMIT: Final = 256 * 1024


async def read_notice(channel: str, request: Request, *, token: str | None = None) -> Notice:
    """Read a webhook as it came, up to 256 KiB; chunked ones are counted as they arrive."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LIMIT:
            raise TooLarge("a webhook has up to 256 KiB")
    headers = [
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw
    ]
    return Notice(
        channel=channel,
        body=bytes(body),
        headers=headers,
        token_hash=None if token is None else callback_hash(token),
        sender=_sender(request),
    )


def _sender(request: Request) -> str | None:
    # The gateway writes it anew, after whatever proxies it trusts.
    said = request.headers.get("x-forwarded-for")
    if said is not None:
        return said.rpartition(",")[2].strip()
    return None if request.client is None else request.client.host
