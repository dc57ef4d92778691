"""The journeys, each with the clients that take it: what is measured, in the order it is told."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from bench.load import closed
from bench.shop import CASH, CHAPA, MPESA, Shop, Way
from bench.wire import Address, Visit
from bench.wrk import reading

DISTINCT: Final = 20_000
"""More URLs than are asked for while the gateway keeps an answer."""
PAGE: Final = 20
"""Products of a list, and those whose own pages are asked for most."""
CURRENCIES: Final = ("KES", "ETB", "NGN", "USD")

Facts = dict[str, Any]


@dataclass(frozen=True)
class Ground:
    """Where journeys are taken, and for how long each."""

    shop: Shop
    catalog: Address
    """The catalog service itself, behind the gateway and its cache."""
    slugs: Sequence[str]
    seconds: float


@dataclass(frozen=True)
class Journey:
    """One journey: its key, what people call it, and how it is measured."""

    key: str
    title: str
    clients: int
    measure: Callable[[Ground, int], Awaitable[Facts]]

    def is_asked(self, only: Sequence[str]) -> bool:
        """Whether one of these is its key, or what its key begins with."""
        return not only or any(self.key == one or self.key.startswith(f"{one}-") for one in only)


def listed(_: Ground) -> Sequence[str]:
    """Return the page that everybody asks for."""
    return ["/api/v1/products?limit=20"]


def listed_distinctly(_: Ground) -> Sequence[str]:
    """Return pages of the same products under addresses that no cache has seen."""
    start = 800_000_000 + random.randrange(100_000_000)
    return [f"/api/v1/products?limit=20&price_max={start + n}" for n in range(DISTINCT)]


def popular(ground: Ground) -> Sequence[str]:
    """Return the pages of the products that everybody sees first."""
    return [f"/api/v1/products/{slug}" for slug in ground.slugs[:PAGE]]


def detailed(ground: Ground) -> Sequence[str]:
    """Return every product's page: what is kept for two seconds is of some use."""
    return [f"/api/v1/products/{slug}" for slug in _shuffled(ground.slugs)]


def detailed_distinctly(ground: Ground) -> Sequence[str]:
    """Return every product's page under ten addresses: none comes again while it is kept."""
    names = [*ground.slugs, *ground.shop.goods]
    plain = [f"/api/v1/products/{name}" for name in names]
    priced = [f"{path}?currency={currency}" for path in plain for currency in CURRENCIES]
    return _shuffled([*plain, *priced])


def _shuffled(names: Sequence[str]) -> list[str]:
    return random.Random(42).sample(names, len(names))


def _read(
    paths: Callable[[Ground], Sequence[str]], *, alone: bool = False
) -> Callable[[Ground, int], Awaitable[Facts]]:
    async def measure(ground: Ground, clients: int) -> Facts:
        address = ground.catalog if alone else ground.shop.address
        found = await reading(address, paths(ground), connections=clients, seconds=ground.seconds)
        return found.facts()

    return measure


async def _adds(ground: Ground, clients: int) -> Facts:
    return (await closed(ground.shop.add, clients=clients, seconds=ground.seconds)).facts()


async def _logins(ground: Ground, clients: int) -> Facts:
    async def login(client: int) -> None:
        await ground.shop.sign_in(client)

    return (await closed(login, clients=clients, seconds=ground.seconds)).facts()


def _bought(way: Way, *, by_user: bool = False) -> Callable[[Ground, int], Awaitable[Facts]]:
    async def measure(ground: Ground, clients: int) -> Facts:
        shop = ground.shop
        whose = [await shop.sign_in(one) if by_user else None for one in range(clients)]

        async def buy(client: int) -> None:
            await shop.buy(way, whose[client])

        return (await closed(buy, clients=clients, seconds=ground.seconds)).facts()

    return measure


JOURNEYS: Final = (
    Journey("list-16", "list of 20, cached", 16, _read(listed)),
    Journey("list-64", "list of 20, cached", 64, _read(listed)),
    Journey("detail-16", "detail, cached", 16, _read(popular)),
    Journey("detail-64", "detail, cached", 64, _read(popular)),
    Journey("detail-each", "detail of each product", 16, _read(detailed)),
    Journey("list-uncached", "list of 20, uncached", 16, _read(listed_distinctly)),
    Journey("detail-uncached", "detail, uncached", 16, _read(detailed_distinctly)),
    Journey("list-catalog", "list of 20, catalog alone", 16, _read(listed, alone=True)),
    Journey("detail-catalog", "detail, catalog alone", 16, _read(detailed, alone=True)),
    Journey("adds", "add to a guest's cart", 8, _adds),
    Journey("cash-1", "guest buys by cash", 1, _bought(CASH)),
    Journey("cash-8", "guest buys by cash", 8, _bought(CASH)),
    Journey("cash-user-8", "customer buys by cash", 8, _bought(CASH, by_user=True)),
    Journey("chapa-1", "guest buys by Chapa", 1, _bought(CHAPA)),
    Journey("chapa-8", "guest buys by Chapa", 8, _bought(CHAPA)),
    Journey("mpesa-1", "guest buys by M-Pesa", 1, _bought(MPESA)),
    Journey("mpesa-8", "guest buys by M-Pesa", 8, _bought(MPESA)),
    Journey("login-1", "login", 1, _logins),
    Journey("login-8", "login", 8, _logins),
)


@asynccontextmanager
async def willing_providers(simulator: Address) -> AsyncIterator[None]:
    """Have the simulated payers say yes at once, and the dials as they were afterwards."""
    async with Visit(simulator) as visit:
        before = (await visit.must("GET", "/control/faults")).json()
        yes = {"auto": "approve", "decision_delay_s": 0}
        await visit.must("PUT", "/control/faults", body={"chapa": yes, "mpesa": yes})
    try:
        yield
    finally:
        async with Visit(simulator) as visit:
            kept = {name: before[name] for name in ("chapa", "mpesa") if name in before}
            await visit.must("PUT", "/control/faults", body=kept)
