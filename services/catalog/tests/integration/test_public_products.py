from typing import Any

import pytest

from catalog.api.shown import ProductItemOut, ProductOut
from common.ids import new_id
from common.schemas import Page


@pytest.fixture
def kitchen(shop: Any) -> Any:
    """Three levels of categories and five products in them, oldest first."""

    async def build() -> dict[str, Any]:
        home = await shop.category("Home")
        cooking = await shop.category("Cooking", parent_id=home["id"])
        pots = await shop.category("Pots", parent_id=cooking["id"])
        garden = await shop.category("Garden")
        money = shop.money
        goods = [
            ("Red kettle", cooking, 3000, {"initial_stock": 2, "featured": True}),
            ("Blue pot", pots, 2000, {"initial_stock": 1}),
            ("Café press", pots, 4000, {"prices": [money(4000), money(900, "USD")]}),
            ("Spade", garden, 1000, {"description": "For digging, not for cooking"}),
            ("Hidden pot", pots, 100, {"status": "draft"}),
        ]
        made = {}
        for name, category, amount, fields in goods:
            given = {"prices": [money(amount)], "category_id": category["id"], **fields}
            made[name] = await shop.product(name, **given)
        return made

    return build


async def names(shop: Any, **query: Any) -> list[str]:
    answer = await shop.get("/products", **query)
    assert answer.status_code == 200, answer.text
    Page[ProductItemOut].model_validate_json(answer.content)
    return [item["name"] for item in answer.json()["items"]]


async def test_the_newest_published_products_come_first(shop: Any, kitchen: Any) -> None:
    await kitchen()

    answer = await shop.get("/products")

    items = answer.json()["items"]
    assert [item["name"] for item in items] == ["Spade", "Café press", "Blue pot", "Red kettle"]
    assert set(items[0]) == {
        "id", "slug", "name", "category", "price", "compare_at_price", "images", "in_stock",
        "available_quantity", "min_order_quantity", "max_order_quantity", "featured", "status",
        "version", "created_at", "updated_at",
    }  # fmt: skip
    assert answer.json()["next_cursor"] is None


FILTERED: list[tuple[dict[str, Any], list[str]]] = [
    ({"category": "home"}, ["Café press", "Blue pot", "Red kettle"]),
    ({"category": "pots"}, ["Café press", "Blue pot"]),
    ({"category": "nowhere"}, []),
    ({"price_min": 2000, "price_max": 3000}, ["Blue pot", "Red kettle"]),
    ({"in_stock": "true"}, ["Blue pot", "Red kettle"]),
    ({"in_stock": "false"}, ["Spade", "Café press"]),
    ({"featured": "true"}, ["Red kettle"]),
    ({"currency": "USD"}, ["Café press"]),
    ({"currency": "USD", "price_min": 901}, []),
    ({"created_from": "2999-01-01T00:00:00Z"}, []),
    ({"created_from": "2020-01-01", "category": "garden"}, ["Spade"]),
    ({"sort": "price"}, ["Spade", "Blue pot", "Red kettle", "Café press"]),
    ({"sort": "-price"}, ["Café press", "Red kettle", "Blue pot", "Spade"]),
    ({"sort": "name"}, ["Blue pot", "Café press", "Red kettle", "Spade"]),
    ({"sort": "-name"}, ["Spade", "Red kettle", "Café press", "Blue pot"]),
    ({"sort": "created_at"}, ["Red kettle", "Blue pot", "Café press", "Spade"]),
    ({"q": "pot"}, ["Blue pot"]),
    ({"q": "kettel"}, ["Red kettle"]),
    ({"q": "CAFE"}, ["Café press"]),
    ({"q": "cooking"}, ["Spade"]),
    ({"q": "kettles"}, ["Red kettle"]),
    ({"q": "zebra"}, []),
    ({"q": "the"}, []),
    ({"q": "'\";--%_\\"}, []),
]


async def test_a_filter_narrows_the_list(shop: Any, kitchen: Any) -> None:
    await kitchen()

    for query, expected in FILTERED:
        assert await names(shop, **query) == expected, query


async def test_a_category_can_be_named_by_its_id(shop: Any, kitchen: Any) -> None:
    goods = await kitchen()

    assert await names(shop, category=goods["Spade"]["category"]["id"]) == ["Spade"]


SORTS = ["-created_at", "created_at", "price", "-price", "name", "-name", "relevance"]


async def test_pages_show_everything_once(shop: Any) -> None:
    category = (await shop.category())["id"]
    for number in range(7):
        same = {"prices": [shop.money(number // 3 * 100)], "category_id": category}
        await shop.product(f"Thing {number // 2}", **same)

    for sort in SORTS:
        seen = await walked(shop, {"sort": sort, "limit": 2, "include": "total", "q": "thing"})
        assert len(seen) == len(set(seen)) == 7, sort


async def walked(shop: Any, query: dict[str, Any]) -> list[str]:
    seen: list[str] = []
    page = (await shop.get("/products", **query)).json()
    while True:
        seen += [item["id"] for item in page["items"]]
        assert (page["total"], page["total_capped"]) == (7, False)
        if page["next_cursor"] is None:
            break
        page = (await shop.get("/products", **query, cursor=page["next_cursor"])).json()
    return seen


IMPOSSIBLE: list[tuple[dict[str, str], str]] = [
    ({"staus": "draft"}, "unknown_parameter"),
    ({"status": "draft"}, "unknown_parameter"),
    ({"limit": "0"}, "invalid_parameter"),
    ({"limit": "101"}, "invalid_parameter"),
    ({"limit": "-1"}, "invalid_parameter"),
    ({"sort": "secret"}, "invalid_parameter"),
    ({"cursor": "AAAA"}, "invalid_parameter"),
    ({"cursor": "é"}, "invalid_parameter"),
    ({"price_min": "-1"}, "invalid_parameter"),
    ({"price_max": "1e400"}, "invalid_parameter"),
    ({"price_max": "9" * 30}, "invalid_parameter"),
    ({"currency": "kes"}, "invalid_parameter"),
    ({"in_stock": "maybe"}, "invalid_parameter"),
    ({"created_from": "yesterday"}, "invalid_parameter"),
    ({"created_from": "0001-01-01T00:00:00+14:00"}, "invalid_parameter"),
    ({"q": "x" * 101}, "invalid_parameter"),
    ({"q": "a\x00b"}, "invalid_parameter"),
    ({"category": "\x00"}, "invalid_parameter"),
    ({"include": "everything"}, "invalid_parameter"),
]


async def test_a_typing_error_never_lists_everything(shop: Any) -> None:
    for query, code in IMPOSSIBLE:
        assert shop.code(await shop.get("/products", **query)) == (400, code), query


async def test_a_cursor_belongs_to_its_list(shop: Any) -> None:
    category = (await shop.category())["id"]
    for number in range(3):
        await shop.product(f"Thing {number}", category_id=category)
    cursor = (await shop.get("/products", limit=1)).json()["next_cursor"]

    other = await shop.get("/products", limit=1, cursor=cursor, sort="name")

    assert shop.code(other) == (400, "invalid_parameter")


async def test_a_product_is_found_by_id_and_slug(shop: Any) -> None:
    product = await shop.product("Red kettle", description="It whistles", initial_stock=4)

    by_id = await shop.get(f"/products/{product['id']}")
    by_slug = await shop.get("/products/red-kettle")

    assert by_id.content == by_slug.content
    ProductOut.model_validate_json(by_id.content)
    shown = by_id.json()
    assert shown["description"] == "It whistles"
    assert shown["prices"] == [shop.money(1000)]
    assert shown["variants"][0]["available_quantity"] == shown["available_quantity"] == 4
    assert "tax_class" not in shown


async def test_prices_are_in_the_asked_currency(shop: Any) -> None:
    fields = {
        "prices": [shop.money(1000), shop.money(70, "USD")],
        "compare_at_prices": [shop.money(90, "USD")],
    }
    product = await shop.product(**fields)
    path = f"/products/{product['id']}"

    dollars = (await shop.get(path, currency="USD")).json()
    euros = (await shop.get(path, currency="EUR")).json()

    assert (await shop.get(path)).json()["price"] == shop.money(1000)
    assert dollars["price"] == dollars["variants"][0]["price"] == shop.money(70, "USD")
    assert dollars["compare_at_price"] == shop.money(90, "USD")
    assert euros["price"] is None


async def test_what_is_not_published_is_not_there(shop: Any) -> None:
    draft, archived = await shop.product(), await shop.product(status="archived")
    await shop.patch(f"/products/{draft['id']}", {"status": "draft"}, 1)

    known = (draft["id"], draft["slug"], archived["id"], archived["slug"])
    for name in (*known, str(new_id()), "suggestions", "a%00b", "..%2f.."):
        assert (await shop.get(f"/products/{name}")).status_code == 404


async def test_an_unchanged_answer_is_not_sent_twice(shop: Any) -> None:
    product = await shop.product()
    for path in ("/products", f"/products/{product['id']}", "/categories", "/shop"):
        first = await shop.get(path)
        tag = first.headers["etag"]

        again = await shop.http.get(f"/api/v1{path}", headers={"if-none-match": f'"x", W/{tag}'})

        assert first.headers["cache-control"] == "public, max-age=2"
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    await shop.patch(f"/products/{product['id']}", {"featured": True}, product["version"])
    assert (await shop.get("/products")).headers["etag"] != first.headers["etag"]


async def test_a_former_slug_leads_to_the_present_one(shop: Any) -> None:
    product = await shop.product("Red kettle")
    path = f"/products/{product['id']}"
    await shop.patch(path, {"slug": "scarlet-kettle"}, 1)
    await shop.patch(path, {"slug": "crimson-kettle"}, 2)

    moved = [await shop.get(f"/products/{name}-kettle") for name in ("red", "scarlet")]

    assert {answer.status_code for answer in moved} == {301}
    assert {a.headers["location"] for a in moved} == {"/api/v1/products/crimson-kettle"}
    with_currency = await shop.get("/products/red-kettle", currency="USD")
    assert with_currency.headers["location"].endswith("/crimson-kettle?currency=USD")
    back = await shop.patch(path, {"slug": "red-kettle"}, 3)
    assert back.status_code == 200
    assert (await shop.get("/products/red-kettle")).status_code == 200
    assert (await shop.get("/products/crimson-kettle")).status_code == 301


async def test_a_new_product_takes_a_former_slug_over(shop: Any) -> None:
    product = await shop.product("Red kettle")
    await shop.patch(f"/products/{product['id']}", {"slug": "scarlet-kettle"}, 1)

    other = await shop.product("Red kettle")

    assert other["slug"] == "red-kettle"
    assert (await shop.get("/products/red-kettle")).json()["id"] == other["id"]
