"""The service's parts put together: what both processes open when they start."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

from common import http
from common.auth import SignerOf
from common.db import Sessions
from common.http import Peer
from payments.adapters.orders import HttpOrders
from payments.adapters.registry import REGISTRY, providers
from payments.adapters.tx import looker, opener
from payments.domain.callback import token_of
from payments.settings import Settings
from payments.usecases.ports import World


@asynccontextmanager
async def open_world(
    settings: Settings, sessions: Sessions, sign: SignerOf
) -> AsyncIterator[World]:
    """Open the clients of providers and of orders."""
    async with http.wire(settings.orders_url) as wire, providers(settings, sessions) as found:
        yield World(
            open_tx=opener(sessions),
            open_look=looker(sessions),
            providers=found,
            catalogue={entry.terms.code: entry.terms for entry in REGISTRY},
            orders=HttpOrders(Peer("orders", wire, sign)),
            clocks=settings.clocks,
            clock=lambda: datetime.now(UTC),
            token_of=partial(token_of, settings.key.get_secret_value()),
        )
