"""How many SQL statements one request costs, over all services, of the database's own log."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from bench import statements
from bench.journeys import Ground, detailed_distinctly, listed_distinctly
from bench.shop import CASH, Shop

TIMES: Final = 20

Request = Callable[[], Awaitable[object]]


async def each(ground: Ground, home: Path, *, port: int) -> dict[str, dict[str, float]]:
    """Return the statements of one request of each kind, by process; `port` is the database's."""
    shop = ground.shop
    kinds: dict[str, list[Request]] = {
        "list": _reads(shop, listed_distinctly(ground)),
        "detail": _reads(shop, detailed_distinctly(ground)),
        "first add to cart": [partial(_first, shop)] * TIMES,
        "add to cart": [partial(_next, shop, await _filled(shop))] * TIMES,
        "order": [partial(_order, shop, await _filled(shop)) for _ in range(TIMES)],
    }
    found = {}
    for kind, requests in kinds.items():
        await requests.pop()()  # what only the first one costs
        found[kind] = await _counted(requests, home, port)
    return found


async def _counted(requests: Sequence[Request], home: Path, port: int) -> dict[str, float]:
    async with statements.counted(home, port) as asked:
        for request in requests:
            await request()
    return {
        name: round(count / len(requests), 2)
        for name, count in sorted(asked.statements.items())
        if name.endswith("-api")
    }


def _reads(shop: Shop, paths: Sequence[str]) -> list[Request]:
    return [partial(_read, shop, path) for path in paths[:TIMES]]


async def _read(shop: Shop, path: str) -> None:
    async with shop.visit() as visit:
        await visit.must("GET", path)


async def _filled(shop: Shop) -> dict[str, str]:
    """Return whose cart has something in it."""
    who: dict[str, str] = {}
    async with shop.visit() as visit:
        await shop.fill(visit, CASH, who)
    return who


async def _first(shop: Shop) -> None:
    await _filled(shop)


async def _next(shop: Shop, who: dict[str, str]) -> None:
    async with shop.visit() as visit:
        await shop.fill(visit, CASH, who)


async def _order(shop: Shop, who: dict[str, str]) -> None:
    async with shop.visit() as visit:
        await shop.order(visit, CASH, who)
