"""The demo shop and the bench shop: accounts first, since somebody must fill the shelves."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import psutil

from soko.api import Api, api_at
from soko.environment import Fleet
from soko.fleet.state import Phase, held, state_of
from soko.seed import accounts, bench
from soko.seed.load import furnish, load

Tell = Callable[[str], None]


async def seed(fleet: Fleet, tell: Tell) -> None:
    """Load what is missing of the demo shop into a running fleet; safe to repeat."""
    if not held(fleet.home):
        raise RuntimeError(f"no fleet runs from {fleet.home.path}; start it: make up")
    tell("Loading the demo shop: accounts")
    async with _administrator(fleet) as api:
        await accounts.other_accounts(api)
        await accounts.customers_address(str(api.client.base_url))
        await load(api, tell)
    (fleet.home.path / "seeded").touch()


async def seed_bench(fleet: Fleet, count: int, tell: Tell) -> None:
    """Load what is missing of `count` products and their customers; safe to repeat."""
    state = state_of(fleet.home)
    if state.phase is not Phase.READY:
        raise RuntimeError(f"no fleet is ready at {fleet.home.path}; start it: make up")
    if "production" in {os.environ.get("SOKO_PROFILE"), _profile(state.pids.get("gateway"))}:
        raise RuntimeError("a production shop takes no customers whose password everybody knows")
    async with _administrator(fleet) as api:
        await furnish(api)
        await bench.fill(fleet, api, count, tell)


@asynccontextmanager
async def _administrator(fleet: Fleet) -> AsyncIterator[Api]:
    """Signed in, and made first where there is none."""
    await accounts.first_administrator(fleet)
    api = api_at(f"http://127.0.0.1:{fleet.ports['gateway']}")
    async with api.client:
        await api.sign_in(accounts.ADMIN, accounts.PASSWORD)
        yield api


def _profile(pid: int | None) -> str | None:
    """What a process that runs was told that it is for."""
    try:
        return psutil.Process(pid).environ().get("SOKO_PROFILE") if pid else None
    except psutil.Error:
        return None
