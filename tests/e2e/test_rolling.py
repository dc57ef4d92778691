"""A worker, an api and the gateway are replaced under load; `make rolling` replaces all."""

import pytest
from acceptance.fleet import Fleet
from acceptance.shop import Shop
from chaos.rolling import roll

ONE_OF_EACH = ("orders-worker", "orders-api", "gateway")


@pytest.mark.timeout(180)
async def test_processes_are_replaced_and_no_customer_notices(fleet: Fleet, shop: Shop) -> None:
    rolled = await roll(fleet, shop, ONE_OF_EACH)

    assert rolled.faults == []
