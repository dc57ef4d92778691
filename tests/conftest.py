"""One fleet for all tests of it: a run of its own, or `SOKO_E2E_HOME` of one that is up."""

from collections.abc import AsyncIterator, Iterator

import pytest
from acceptance.fleet import Fleet, running
from acceptance.shop import Person, Shop


@pytest.fixture(scope="session")
def fleet() -> Iterator[Fleet]:
    """Every process of the shop, running."""
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def people() -> dict[str, Person]:
    """Everybody with an account, by address."""
    return {}


_furnished: set[str] = set()


@pytest.fixture
async def shop(fleet: Fleet, people: dict[str, Person]) -> AsyncIterator[Shop]:
    """The shop, ready to sell."""
    opened = Shop(fleet, people)
    if fleet.url not in _furnished:
        await opened.furnish()
        _furnished.add(fleet.url)
    yield opened
    await opened.close()
