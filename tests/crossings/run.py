"""All crossings at once: each is a sale of its own, and its test reads how it went."""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from types import ModuleType

import httpx
from acceptance.fleet import Fleet
from acceptance.shop import Shop

from common.http import trusted
from crossings.provider import Counter, Simulator
from crossings.sale import Scenario, Stage, placed

AT_ONCE = 8
UNITS = 1000
STOCK = "stock"

Outcome = BaseException | None


def named(*modules: ModuleType) -> dict[str, tuple[str, Scenario]]:
    """Return the modules' scenarios, by name and provider: `CROSSINGS` says with whom each is."""
    return {
        f"{scenario.__name__}-{provider}": (provider, scenario)
        for module in modules
        for scenario, providers in module.CROSSINGS.items()
        for provider in providers
    }


def play(
    fleet: Fleet, scenarios: Mapping[str, tuple[str, Scenario]], names: Collection[str]
) -> dict[str, Outcome]:
    """Play the named scenarios side by side and return what each raised, and what the stock did."""
    return asyncio.run(_played(fleet, {name: scenarios[name] for name in names}))


async def _played(
    fleet: Fleet, scenarios: Mapping[str, tuple[str, Scenario]]
) -> dict[str, Outcome]:
    async with AsyncExitStack() as stack:
        stage = await _stage(fleet, stack)
        allowed = asyncio.Semaphore(AT_ONCE)

        async def one(provider: str, scenario: Scenario) -> None:
            async with allowed:
                sale = await placed(stage, provider)
                await scenario(sale)

        outcomes = await asyncio.gather(
            *(one(*scenario) for scenario in scenarios.values()), return_exceptions=True
        )
        stock = await asyncio.gather(stage.stock_adds_up(), return_exceptions=True)
        return dict(zip([*scenarios, STOCK], [*outcomes, *stock], strict=True))


async def _stage(fleet: Fleet, stack: AsyncExitStack) -> Stage:
    shop = Shop(fleet, {})
    stack.push_async_callback(shop.close)
    await shop.furnish()
    client = httpx.AsyncClient(verify=trusted(), base_url=fleet.simulator_url, timeout=20)
    await stack.enter_async_context(client)
    simulator = Simulator(client, {"chapa": Counter(), "mpesa": Counter()})
    product, admin = await shop.product(units=UNITS), await shop.admin()
    return Stage(shop, simulator, product, admin, UNITS)
