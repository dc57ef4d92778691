"""A sample of the kill matrix: six deaths at once, in the middle of what customers do.

`make kill-matrix` does it for every process at every point it owns.
"""

import pytest
from acceptance.fleet import Fleet
from acceptance.shop import Shop
from chaos.fuse import Cut
from chaos.matrix import play

WAVE = [
    Cut("gateway", "gateway.answered"),
    Cut("orders-api", "request.answered"),
    Cut("payments-api", "webhook.stored"),
    Cut("orders-worker", "consumer.committed"),
    Cut("payments-worker", "relay.confirmed"),
    Cut("catalog-worker", "consumer.handled"),
]
JOURNEYS = ("stranger_pays_by_card", "phone", "guest_pays_by_card")


@pytest.mark.timeout(400)  # beyond its own deadlines, which tell what is amiss
async def test_six_processes_die_and_nothing_is_lost(fleet: Fleet, shop: Shop) -> None:
    played = await play(fleet, shop, [WAVE], print, names=JOURNEYS)

    assert played.faults == []
    assert played.missed == []
