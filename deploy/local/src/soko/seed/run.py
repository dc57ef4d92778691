"""The whole demo shop: accounts first, since somebody must be allowed to fill the shelves."""

from collections.abc import Callable

from soko.api import api_at
from soko.environment import Fleet
from soko.fleet.state import held
from soko.seed import accounts
from soko.seed.load import load


async def seed(fleet: Fleet, tell: Callable[[str], None]) -> None:
    """Load what is missing into a running fleet; safe to repeat."""
    if not held(fleet.home):
        raise RuntimeError(f"no fleet runs from {fleet.home.path}; start it: make up")
    url = f"http://127.0.0.1:{fleet.ports['gateway']}"
    tell("Loading the demo shop: accounts")
    await accounts.first_administrator(fleet)
    api = api_at(url)
    async with api.client:
        await api.sign_in(accounts.ADMIN, accounts.PASSWORD)
        await accounts.other_accounts(api)
        await accounts.customers_address(url)
        await load(api, tell)
    (fleet.home.path / "seeded").touch()
