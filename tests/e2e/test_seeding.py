"""What a person does with a shop that was just started: load the demo, buy from it."""

import json
import os
import subprocess
import sys

import pytest
from acceptance.fleet import Fleet
from acceptance.shop import Shop

_SECONDS = 240
"""For what takes seconds: the processor may be another's for a while."""

pytestmark = pytest.mark.timeout(2 * _SECONDS)


def _soko(fleet: Fleet, *words: str) -> str:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "soko.cli", *words],
        env=os.environ
        | {
            "SOKO_HOME": str(fleet.settings.home.path),
            "SOKO_PORT_OFFSET": str(fleet.settings.ports.offset),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


async def test_the_demo_shop_is_loaded_once_however_often_it_is_asked_for(
    fleet: Fleet, shop: Shop
) -> None:
    _soko(fleet, "seed")
    first = (await shop.call("GET", "/products?include=total&limit=1")).json()["total"]
    _soko(fleet, "seed")
    second = (await shop.call("GET", "/products?include=total&limit=1")).json()["total"]

    assert first == second
    assert first >= 60
    pictured = (await shop.call("GET", "/products/house-blend-1-kg")).json()
    assert {price["currency"] for price in pictured["prices"]} == {"KES", "ETB", "NGN", "USD"}
    assert pictured["images"]
    shown = (await shop.call("GET", "/shop")).json()
    assert shown["colours"].keys() >= {"primary", "accent"}
    assert shown["legal"].keys() >= {"terms", "privacy", "returns", "imprint"}


async def test_a_purchase_by_command_ends_with_the_receipt(fleet: Fleet) -> None:
    bought = json.loads(_soko(fleet, "buy", "--provider", "chapa", "--json"))

    assert [step["name"] for step in bought["steps"]] == [
        "register",
        "confirm",
        "sign in",
        "browse",
        "cart",
        "order",
        "pay",
        "approve",
        "webhook",
        "success",
        "receipt mail",
        "books",
    ]


async def test_goods_for_measuring_are_loaded_once_and_can_be_bought(
    fleet: Fleet, shop: Shop
) -> None:
    _soko(fleet, "seed", "--bench", "3")
    first = [(await shop.call("GET", f"/products/bench-product-000{n}")).json() for n in (1, 2, 3)]
    said = _soko(fleet, "seed", "--bench", "3")
    again = [(await shop.call("GET", f"/products/bench-product-000{n}")).json() for n in (1, 2, 3)]

    assert again == first
    assert "3 of 3 products are there" in said
    for product in first:
        assert {price["currency"] for price in product["prices"]} == {"KES", "ETB", "NGN", "USD"}
        assert len(product["variants"]) == len(product["images"]) == 1
    for customer in ("bench-01@soko.example", "bench-50@soko.example"):
        credentials = {"email": customer, "password": "soko-demo-pass"}
        assert (await shop.call("POST", "/auth/login", json=credentials)).status_code == 200
