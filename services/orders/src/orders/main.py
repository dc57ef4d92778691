"""The orders HTTP process."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

from fastapi import FastAPI

from common.ops import operations
from common.service import Foundation, create, serve
from common.shedding import Shedding
from orders import wiring
from orders.adapters.claims import OrderClaims
from orders.adapters.feed import OrderFeed
from orders.adapters.order_tokens import OrderTokens
from orders.adapters.tables import OPERATIONS, OutboxRow
from orders.api.checkout_routes import checkout
from orders.api.chronicle import Chronicle
from orders.api.counter import Counter
from orders.api.gate import Gate
from orders.api.older_routes import older
from orders.api.order_routes import orders
from orders.api.peer_routes import peers
from orders.api.report_routes import reporting
from orders.api.saga_routes import sagas
from orders.api.staff_routes import staff
from orders.api.tariff_routes import tariffs
from orders.settings import Settings
from orders.wiring import Asked

# As many as there are database connections; some seconds less than the gateway waits.
_PLACED_AT_ONCE: Final = 6
_PATIENCE_SECONDS: Final = 15.0

ROUTERS = (orders, older, checkout, staff, sagas, reporting, tariffs, peers, operations(OPERATIONS))


def create_app(settings: Settings, *, asked: Asked | None = None) -> FastAPI:
    """Build the service; tests pass their own services to be asked."""
    return create(settings, routers=ROUTERS, parts=partial(_parts, settings, asked))


@asynccontextmanager
async def _parts(
    settings: Settings, asked: Asked | None, foundation: Foundation
) -> AsyncIterator[Mapping[str, Any]]:
    sessions = foundation.sessions
    tokens = OrderTokens(settings.order_token_secret.get_secret_value())
    feed = OrderFeed(sessions, at_most=settings.streams_at_most)
    open_tx, open_look = wiring.opener(sessions, settings), wiring.looker(sessions, settings)
    shedding = Shedding(sessions, OutboxRow)
    foundation.readiness.without["outbox"] = shedding.keeps_up
    async with (
        wiring.asked(settings, foundation.sign, given=asked) as others,
        wiring.stories(settings, foundation.sign) as stories,
        _running(feed.run(), shedding.run(), _ended(feed, foundation.leaving)),
    ):
        yield {
            "open_tx": open_tx,
            "open_look": open_look,
            "chronicle": Chronicle(open_tx, stories),
            "order_tokens": tokens,
            "feed": feed,
            "offers": others.offers,
            "counter": Counter(
                claims=OrderClaims(sessions),
                checkout=others.checkout(open_tx, open_look),
                tokens=tokens,
                open_at_most=settings.orders_open_at_most,
                gate=Gate(_PLACED_AT_ONCE, patience=_PATIENCE_SECONDS),
                shedding=shedding,
            ),
        }


@asynccontextmanager
async def _running(*jobs: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    running = [asyncio.create_task(job) for job in jobs]
    yield
    for job in running:
        job.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def _ended(feed: OrderFeed, leaving: asyncio.Event) -> None:
    await leaving.wait()
    feed.end()


def main() -> None:
    """Serve until SIGTERM."""
    settings = Settings()
    serve(partial(create_app, settings), settings)


if __name__ == "__main__":
    main()
