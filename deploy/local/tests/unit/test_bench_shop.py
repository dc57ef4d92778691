"""The goods that are made for measuring."""

import io

import pytest
from PIL import Image

from soko.environment import fleet_at
from soko.fleet.state import State
from soko.home import home_at
from soko.seed import MOST, bench, run
from soko.seed.stock import CURRENCIES


def test_products_are_numbered_from_one_and_differ_in_all_that_must():
    made = [bench.product(number, "c") for number in range(1, 1001)]

    assert made[0]["slug"] == "bench-product-0001"
    assert made[-1]["slug"] == "bench-product-1000"
    assert len({one["sku"] for one in made}) == len({one["name"] for one in made}) == 1000
    assert bench.slug(MOST) == "bench-product-9999"


def test_each_has_a_price_that_can_be_paid_in_every_currency_and_ample_stock():
    for number in range(1, 1001):
        product = bench.product(number, "c")
        prices = {one["currency"]: one["amount"] for one in product["prices"]}

        assert set(prices) == set(CURRENCIES)
        assert all(amount > 0 for amount in prices.values())
        assert prices["KES"] % 100 == 0
        assert product["initial_stock"] >= 100_000


def test_each_has_a_picture_of_its_own_that_is_always_the_same():
    assert bench.drawn(1) == bench.drawn(1) != bench.drawn(2)
    with Image.open(io.BytesIO(bench.drawn(1))) as picture:
        assert picture.format == "JPEG"


def test_customers_have_two_digits():
    assert bench.email(1) == "bench-01@soko.example"
    assert bench.email(bench.CUSTOMERS) == "bench-50@soko.example"


async def test_without_a_fleet_it_is_said_how_to_start_one(tmp_path):
    with pytest.raises(RuntimeError, match="start it: make up"):
        await run.seed_bench(fleet_at(home_at(tmp_path), 1000), 3, print)


async def test_a_production_shop_takes_no_published_password(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "state_of", lambda home: State(phase=run.Phase.READY))
    monkeypatch.setenv("SOKO_PROFILE", "production")

    with pytest.raises(RuntimeError, match="production"):
        await run.seed_bench(fleet_at(home_at(tmp_path), 1000), 3, print)
