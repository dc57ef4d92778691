"""Everything that crosses a purchase, at both providers: the money adds up to the cent each time.

All run side by side before the first test reads its own outcome, which costs a quarter of the time.
"""

from collections.abc import Mapping

import pytest
from acceptance.fleet import Fleet
from crossings import purchases, reports, rivals, sums
from crossings.run import STOCK, Outcome, named, play

SCENARIOS = named(purchases, reports, rivals, sums)

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def outcomes(fleet: Fleet, request: pytest.FixtureRequest) -> Mapping[str, Outcome]:
    """How each of the chosen crossings went."""
    chosen = [
        item.callspec.params["name"]
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and item.module is request.module
        and hasattr(item, "callspec")
    ]
    return play(fleet, SCENARIOS, chosen)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_money_adds_up_through(outcomes: Mapping[str, Outcome], name: str) -> None:
    _read(outcomes[name])


def test_what_is_sold_is_gone_and_nothing_is_held_for_what_is_over(
    outcomes: Mapping[str, Outcome],
) -> None:
    _read(outcomes[STOCK])


def _read(problem: Outcome) -> None:
    if problem is not None:
        raise problem
