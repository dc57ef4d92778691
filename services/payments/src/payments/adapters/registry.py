"""Every provider there is, as data: how each is opened from the settings.

A provider without its credentials is left out, and so cannot be chosen.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Final, NamedTuple

from common import http
from common.db import Sessions
from payments.adapters.chapa.provider import TERMS as CHAPA
from payments.adapters.chapa.provider import Chapa
from payments.adapters.daraja.opening import mpesa
from payments.adapters.daraja.provider import TERMS as MPESA
from payments.adapters.outbound import Outbound
from payments.adapters.till import CASH, MANUAL, Till
from payments.domain.provider import Standing, Terms
from payments.settings import Settings
from payments.usecases.ports import Provider, Providers

Opened = AbstractAsyncContextManager[Provider | None]
_BUDGET_SECONDS: Final = 15


@asynccontextmanager
async def _chapa(settings: Settings, _: Sessions) -> AsyncIterator[Provider | None]:
    key, secret = settings.chapa_secret_key, settings.chapa_webhook_secret
    if not key or not secret:
        yield None
        return
    base = settings.chapa_url.rstrip("/") + "/"
    async with http.client(base, budget=_BUDGET_SECONDS) as client:
        authorization = {"authorization": f"Bearer {key.get_secret_value()}"}
        yield Chapa(
            outbound=Outbound("chapa", client, authorization),
            webhook_secrets=[one.strip() for one in secret.get_secret_value().split(",")],
            return_url=f"{settings.public_url.rstrip('/')}/api/v1/payments/return/chapa",
        )


@asynccontextmanager
async def _cash(_: Settings, __: Sessions) -> AsyncIterator[Provider | None]:
    yield Till(CASH, Standing.AUTHORIZED)


@asynccontextmanager
async def _manual(_: Settings, __: Sessions) -> AsyncIterator[Provider | None]:
    yield Till(MANUAL, Standing.ABSENT)


class Entry(NamedTuple):
    """A provider's terms, known without its credentials, and how it is opened with them."""

    terms: Terms
    opening: Callable[[Settings, Sessions], Opened]


REGISTRY: Final[tuple[Entry, ...]] = (
    Entry(CHAPA, _chapa),
    Entry(MPESA, mpesa),
    Entry(CASH, _cash),
    Entry(MANUAL, _manual),
)


@asynccontextmanager
async def providers(settings: Settings, sessions: Sessions) -> AsyncIterator[Providers]:
    """Open every provider that has its credentials, by code."""
    async with AsyncExitStack() as opened:
        found = {
            entry.terms.code: await opened.enter_async_context(entry.opening(settings, sessions))
            for entry in REGISTRY
        }
        yield {code: provider for code, provider in found.items() if provider is not None}
