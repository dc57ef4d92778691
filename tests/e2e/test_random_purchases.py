"""A sample of the random purchases; `make purchases` makes a thousand of them."""

import pytest
from acceptance.fleet import Fleet
from acceptance.shop import Shop
from chaos.purchases import run
from chaos.trips import ENDS_BY_ITSELF, drawn

SEED, COUNT, AT_ONCE = 20261122, 30, 15
DIALS = ("webhook", "webhook_delay_s", "verify")


@pytest.mark.timeout(240)
async def test_random_purchases_end_with_every_cent_accounted_for(fleet: Fleet, shop: Shop) -> None:
    trips = drawn(SEED, COUNT, ENDS_BY_ITSELF)
    made = await run(
        fleet,
        shop,
        trips,
        seed=SEED,
        at_once=AT_ONCE,
        tell=print,
        settle_within=150,
        dials=DIALS,
    )

    assert made.faults == []


def test_one_seed_draws_the_same_purchases() -> None:
    assert drawn(SEED, 100) == drawn(SEED, 100)
    assert drawn(SEED, 100) != drawn(SEED + 1, 100)
