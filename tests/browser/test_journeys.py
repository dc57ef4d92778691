"""People at browsers: `make test` makes one journey, `make test-web` all of them in every way."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from acceptance.fleet import Fleet

from browser import record
from browser.journeys import NAMES, Journeys, chromium_for, load_the_demo
from soko.web import node

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "screenshots"


@pytest.fixture(scope="session")
def journeys(fleet: Fleet, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journeys]:
    """Journeys through the demo shop, recorded when `SOKO_WEB_RECORD` says where."""
    wanted = os.environ.get("SOKO_WEB_RECORD")
    figures = tmp_path_factory.mktemp("figures")
    chromium = chromium_for(fleet)
    load_the_demo(fleet)
    yield Journeys(fleet, node(), chromium, figures, PICTURES if wanted else None)
    if wanted:
        record.write(Path(wanted), figures, chromium)


@pytest.mark.timeout(420)
def test_a_customer_buys_by_mobile_money(journeys: Journeys) -> None:
    journeys.make("buys-by-phone", only="desktop")


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("name", NAMES)
def test_journeys_on_every_screen_and_by_keyboard(journeys: Journeys, name: str) -> None:
    journeys.make(name)
