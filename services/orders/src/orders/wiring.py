"""The parts both processes of the service are made of."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from common import http
from common.auth import SignerOf
from common.db import Sessions
from common.http import Peer
from orders.adapters.offers import HttpOffers
from orders.adapters.peers import HttpCarts, HttpCustomers, HttpHolds
from orders.adapters.stories import HttpStory
from orders.adapters.tx import SqlTx, Surroundings, open_look, open_tx
from orders.settings import Settings
from orders.usecases.neighbours import Carts, Customers, Holds
from orders.usecases.offers import Offers
from orders.usecases.place_order import Checkout
from orders.usecases.ports import OpenTx


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The other services that are asked while an order is placed."""

    carts: Carts
    customers: Customers
    holds: Holds
    offers: Offers

    def checkout(self, open_tx: OpenTx, open_look: OpenTx) -> Checkout:
        """Return all that placing an order needs."""
        return Checkout(
            carts=self.carts,
            customers=self.customers,
            holds=self.holds,
            open_tx=open_tx,
            open_look=open_look,
        )


def opener(
    sessions: Sessions, settings: Settings
) -> Callable[[], AbstractAsyncContextManager[SqlTx]]:
    """Return what opens a transaction."""
    surroundings = Surroundings.of(settings)
    return lambda: open_tx(sessions, surroundings)


def looker(
    sessions: Sessions, settings: Settings
) -> Callable[[], AbstractAsyncContextManager[SqlTx]]:
    """Return what opens a place to read from."""
    surroundings = Surroundings.of(settings)
    return lambda: open_look(sessions, surroundings)


@asynccontextmanager
async def asked(
    settings: Settings, sign: SignerOf, *, given: Asked | None = None
) -> AsyncIterator[Asked]:
    """Connect to the other services, unless others are given."""
    if given is not None:
        yield given
        return
    async with AsyncExitStack() as clients:

        async def peer(name: str, url: str) -> Peer:
            return Peer(name, await clients.enter_async_context(http.wire(url)), sign)

        yield Asked(
            carts=HttpCarts(await peer("cart", settings.cart_url)),
            customers=HttpCustomers(await peer("users", settings.users_url)),
            holds=HttpHolds(await peer("catalog", settings.catalog_url)),
            offers=HttpOffers(await peer("catalog", settings.catalog_url)),
        )


@asynccontextmanager
async def stories(settings: Settings, sign: SignerOf) -> AsyncIterator[tuple[HttpStory, ...]]:
    """Connect to the services that tell about orders; each has a short time to."""
    urls = {
        "cart": settings.cart_url,
        "catalog": settings.catalog_url,
        "payments": settings.payments_url,
    }
    async with AsyncExitStack() as clients:

        async def story(name: str, url: str) -> HttpStory:
            opened = http.wire(url, budget=settings.timeline_within, connections=4)
            return HttpStory(name, Peer(name, await clients.enter_async_context(opened), sign))

        yield tuple([await story(name, url) for name, url in urls.items()])
