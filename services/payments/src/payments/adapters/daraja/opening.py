"""M-Pesa from the settings; without its credentials it is left out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from common import http, shared
from common.db import Sessions
from payments.adapters.daraja import dialect
from payments.adapters.daraja.account import Account
from payments.adapters.daraja.initiator import Initiator
from payments.adapters.daraja.provider import TERMS, Daraja
from payments.adapters.daraja.token import SharedToken
from payments.adapters.daraja.token_store import TokenStore
from payments.adapters.outbound import Outbound
from payments.settings import Settings

_BUDGET_SECONDS: Final = 15


@asynccontextmanager
async def mpesa(settings: Settings, sessions: Sessions) -> AsyncIterator[Daraja | None]:
    """Open M-Pesa; None where a credential is missing."""
    key, secret, passkey = (
        "" if given is None else given.get_secret_value()
        for given in (
            settings.mpesa_consumer_key,
            settings.mpesa_consumer_secret,
            settings.mpesa_passkey,
        )
    )
    if not (key and secret and passkey and settings.mpesa_shortcode):
        yield None
        return
    base = settings.mpesa_url.rstrip("/") + "/"
    async with (
        http.client(base, budget=_BUDGET_SECONDS) as client,
        shared.if_any(settings.redis_url) as store,
    ):
        outbound = Outbound("mpesa", client, {}, is_answer=dialect.is_answer)
        yield Daraja(
            outbound=outbound,
            token=SharedToken(
                outbound=outbound,
                store=TokenStore(sessions, TERMS.code, secret=secret, shared=store),
                consumer_key=key,
                consumer_secret=secret,
            ),
            account=Account(shortcode=settings.mpesa_shortcode, passkey=passkey),
            initiator=_initiator(settings),
            callback_url=f"{settings.public_url.rstrip('/')}/api/v1/webhooks/payments/daraja",
            senders=frozenset(settings.mpesa_senders),
        )


def _initiator(settings: Settings) -> Initiator | None:
    name, password = settings.mpesa_initiator, settings.mpesa_initiator_password
    if not (name and password and settings.mpesa_certificate):
        return None
    return Initiator(
        name=name, password=password.get_secret_value(), certificate=settings.mpesa_certificate
    )
