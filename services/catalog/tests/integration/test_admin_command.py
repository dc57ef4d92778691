"""Products by command: the same rules as over the API, many at once."""

import base64
import io
import json

import pytest
from obstore.store import MemoryStore
from pydantic import ValidationError

from catalog import admin
from catalog.adapters.pictures import ObjectPictures
from catalog.usecases.ports import Staff
from common.errors import Problem
from common.ids import new_id


@pytest.fixture
def shelves(shop, store):
    return admin.Shelves(
        shop.app.state.sessions, ObjectPictures(store), Staff(id=new_id(), request_id=None)
    )


@pytest.fixture
async def goods(shop):
    category = (await shop.category())["id"]

    def lines(*slugs):
        products = [
            {
                "name": slug.title(),
                "slug": slug,
                "sku": slug.upper(),
                "category_id": category,
                "prices": [shop.money(1000), shop.money(900, "USD")],
                "status": "published",
                "initial_stock": 7,
            }
            for slug in slugs
        ]
        picture = base64.b64encode(shop.picture()).decode()
        return [json.dumps({"product": one, "picture": picture}) for one in products]

    return lambda *slugs: [admin.GoodIn.model_validate_json(line) for line in lines(*slugs)]


def kept_in(store: MemoryStore) -> int:
    return sum(len(page) for page in store.list())


async def test_products_are_for_sale_with_their_picture_price_and_stock(shop, shelves, goods):
    assert await shelves.add(goods("a-cup", "a-pot")) == 2

    shown = (await shop.get("/products/a-cup")).json()
    assert {price["currency"] for price in shown["prices"]} == {"KES", "USD"}
    assert shown["available_quantity"] == 7
    assert len(shown["variants"]) == len(shown["images"]) == 1
    assert len(shop.ids(await shop.get("/products"))) == 2
    assert "product_changed" in await shop.names()
    assert await shop.agrees()


async def test_what_is_there_is_left_as_it_is(shop, shelves, goods, store):
    await shelves.add(goods("a-cup"))
    before = (await shop.get("/products/a-cup")).json()

    assert await shelves.add(goods("a-cup", "a-pot")) == 1

    assert (await shop.get("/products/a-cup")).json() == before
    assert kept_in(store) == 2


async def test_a_batch_of_which_one_is_refused_leaves_nothing(shop, shelves, goods, store):
    twice = goods("a-cup", "a-pot", "a-cup")

    with pytest.raises(Problem):
        await shelves.add(twice)

    assert shop.ids(await shop.get("/products")) == []
    assert kept_in(store) == 0


def test_a_line_that_is_no_product_is_named_and_nothing_is_said_of_success(
    settings, monkeypatch, capsys
):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"product": {"name": "?"}, "picture": ""}\n'))
    monkeypatch.setattr(admin, "Settings", lambda: settings)

    with pytest.raises(SystemExit, match="slug"):
        admin.main(["add", "--by", str(new_id())])

    assert capsys.readouterr().out == ""


def test_a_product_without_a_slug_could_not_be_told_from_others(goods):
    with pytest.raises(ValidationError, match="slug"):
        admin.GoodIn.model_validate_json('{"product": {"name": "x"}, "picture": "aGk="}')
