"""Products, categories and stock: what the API promises about them."""

from typing import Any

import pytest
from acceptance.eventually import eventually
from acceptance.shapes import CATEGORY, IMAGE, PAGE, PRODUCT_ITEM, SHOP, TRANSLATED, VARIANT
from acceptance.shop import PRICES, Shop, key, unique
from acceptance.surface import NOWHERE


async def test_a_product_has_every_field(shop: Shop) -> None:
    product = await shop.product(units=3, description="Round.")

    for name in (product["id"], product["slug"]):
        shown = (await shop.call("GET", f"/products/{name}")).json()
        assert shown.keys() == TRANSLATED
        assert shown["category"].keys() == {"id", "slug", "name"}
        assert shown["price"] == PRICES[0]
        assert sorted(price["currency"] for price in shown["prices"]) == ["ETB", "KES"]
        [variant] = shown["variants"]
        assert variant.keys() == VARIANT
        assert (shown["in_stock"], variant["available_quantity"]) == (True, 3)
    other = (await shop.call("GET", f"/products/{product['id']}?currency=ETB")).json()
    assert other["price"] == PRICES[1]


async def test_a_list_leaves_out_what_only_the_product_itself_shows(shop: Shop) -> None:
    product = await shop.product()

    async def listed() -> Any:
        slug = product["category"]["slug"]
        return (await shop.call("GET", f"/products?category={slug}&include=total")).json()

    page = await eventually(listed, lambda seen: seen["items"], within=5)

    assert page.keys() == PAGE | {"total", "total_capped"}
    assert (page["total"], page["total_capped"]) == (1, False)
    assert [item.keys() for item in page["items"]] == [PRODUCT_ITEM]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("sort=password", "invalid_parameter"),
        ("price_min=a", "invalid_parameter"),
        ("price_max=-1", "invalid_parameter"),
        ("in_stock=perhaps", "invalid_parameter"),
        ("currency=shillings", "invalid_parameter"),
        ("q=" + "a" * 2000, "invalid_parameter"),
        ("catgory=x", "unknown_parameter"),
        ("status=draft", "unknown_parameter"),
    ],
)
async def test_a_filter_that_is_wrong_lists_nothing(
    shop: Shop, is_problem: Any, query: str, code: str
) -> None:
    is_problem(await shop.call("GET", f"/products?{query}"), 400, code)


@pytest.mark.parametrize(
    "query",
    [
        "q=%25%25%25%25",
        "q=%27%20or%201%3D1%20--",
        "q=%00",
        "q=(((((((((((((((",
        "q=%E1%88%BB%E1%8B%AD",
        "q=%26%7C%21%3A%2A",
        "category=%27",
        "category=no-such-category",
        "limit=100&in_stock=true&featured=false&price_min=1&price_max=2",
        "&".join(["q=a"] * 100),
    ],
)
async def test_a_strange_search_finds_what_there_is_or_is_refused(shop: Shop, query: str) -> None:
    answer = await shop.call("GET", f"/products?{query}")

    assert answer.status_code in {200, 400, 404, 422}, answer.text
    assert answer.elapsed.total_seconds() < 3


async def test_public_answers_can_be_kept_and_asked_for_again(shop: Shop) -> None:
    product = await shop.product()
    path = f"/products/{product['id']}"

    first = await shop.call("GET", path)
    again = await shop.call("GET", path, headers={"if-none-match": first.headers["etag"]})

    assert "cache-control" in first.headers
    assert (again.status_code, again.content) == (304, b"")


async def test_what_is_not_published_is_not_there(shop: Shop, is_problem: Any) -> None:
    admin = await shop.admin()
    draft = await shop.product()
    archived = await admin.post(f"/admin/products/{draft['id']}/archive")

    assert archived["status"] == "archived"
    gone = await eventually(
        lambda: shop.call("GET", f"/products/{draft['id']}"),
        lambda answer: answer.status_code == 404,
        within=5,
    )
    is_problem(gone, 404, "not_found")
    assert (await admin.call("GET", f"/admin/products/{draft['id']}")).status_code == 200


async def test_an_old_slug_leads_to_the_new_one(shop: Shop) -> None:
    admin, product = await shop.admin(), await shop.product()
    seen = (await admin.call("GET", f"/admin/products/{product['id']}")).headers["etag"]
    slug = unique("renamed")

    changed = await admin.call(
        "PATCH",
        f"/admin/products/{product['id']}",
        json={"slug": slug},
        headers={"if-match": seen},
    )
    moved = await eventually(
        lambda: shop.call("GET", f"/products/{product['slug']}"),
        lambda answer: answer.status_code == 301,
        within=5,
    )

    assert changed.status_code == 200, changed.text
    assert slug in moved.headers["location"]


@pytest.mark.parametrize("kind", ["products", "categories"])
async def test_staff_change_things_by_version(shop: Shop, is_problem: Any, kind: str) -> None:
    admin = await shop.admin()
    if kind == "products":
        thing = await shop.product()
    else:
        thing = await admin.post("/admin/categories", {"name": unique("Category")})
    path = f"/admin/{kind}/{thing['id']}"
    shown = await admin.call("GET", path)
    change = {"name": unique("Changed")}

    is_problem(await admin.call("PATCH", path, json=change), 428, "precondition_required")
    stale = {"if-match": '"999"'}
    is_problem(await admin.call("PATCH", path, json=change, headers=stale), 412, "version_conflict")
    is_problem(await admin.call("DELETE", path, headers=stale), 412, "version_conflict")
    fresh = {"if-match": shown.headers["etag"]}
    changed = await admin.call("PATCH", path, json=change, headers=fresh)
    assert (changed.status_code, changed.json()["name"]) == (200, change["name"])
    assert changed.headers["etag"] == f'"{changed.json()["version"]}"'
    gone = await admin.call("DELETE", path, headers={"if-match": changed.headers["etag"]})
    assert gone.status_code == 204
    is_problem(await admin.call("GET", path), 404, "not_found")


async def test_a_category_has_every_field_and_is_kept_while_in_use(
    shop: Shop, is_problem: Any
) -> None:
    admin, product = await shop.admin(), await shop.product()
    name = product["category"]["id"]

    shown = (await shop.call("GET", f"/categories/{name}")).json()
    staff = await admin.call("GET", f"/admin/categories/{name}")
    refused = await admin.call(
        "DELETE", f"/admin/categories/{name}", headers={"if-match": staff.headers["etag"]}
    )

    assert shown.keys() >= CATEGORY
    assert (await shop.call("GET", "/categories")).json().keys() == PAGE
    is_problem(refused, 409, "category_in_use")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"prices": [{"amount": 1.5, "currency": "KES"}]}, "#/prices/0/amount"),
        ({"prices": [{"amount": -1, "currency": "KES"}]}, "#/prices/0/amount"),
        ({"prices": [{"amount": 10**13, "currency": "KES"}]}, "#/prices/0/amount"),
        ({"prices": [{"amount": 1, "currency": "shilling"}]}, "#/prices/0/currency"),
        ({"name": ""}, "#/name"),
        ({"initial_stock": -1}, "#/initial_stock"),
        ({"status": "sold"}, "#/status"),
        ({"version": 1}, "#/version"),
        ({"category_id": "none"}, "#/category_id"),
    ],
)
async def test_a_product_that_cannot_be_is_invalid(
    shop: Shop, is_problem: Any, changes: dict[str, Any], pointer: str
) -> None:
    admin = await shop.admin()
    body = {"name": "Thing", "category_id": str(NOWHERE), "prices": PRICES} | changes

    answer = await admin.call("POST", "/admin/products", json=body)

    is_problem(answer, 422, "validation_failed")
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}


async def test_one_key_makes_one_product(shop: Shop, is_problem: Any) -> None:
    admin, product = await shop.admin(), await shop.product()
    headers = key()
    body = {"name": unique("Once"), "category_id": product["category"]["id"], "prices": PRICES}

    first = await admin.call("POST", "/admin/products", json=body, headers=headers)
    again = await admin.call("POST", "/admin/products", json=body, headers=headers)
    other = await admin.call(
        "POST", "/admin/products", json=body | {"name": "Other"}, headers=headers
    )

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first.headers["location"].endswith(f"/admin/products/{first.json()['id']}")
    assert again.headers["idempotent-replayed"] == "true"
    is_problem(other, 422, "idempotency_key_reused")


async def test_variants_are_added_changed_and_taken_away(shop: Shop) -> None:
    admin, product = await shop.admin(), await shop.product()
    path = f"/admin/products/{product['id']}/variants"
    body = {"sku": unique("SKU").upper(), "options": {"size": "M"}}

    made = await admin.call("POST", path, json=body)
    one = f"{path}/{made.json()['id']}" if made.status_code == 201 else path
    changed = await admin.call("PATCH", one, json={"options": {"size": "L"}})
    gone = await admin.call("DELETE", one)

    # A product with stock and no options keeps its one variant; else there is a second one now.
    if made.status_code == 201:
        assert made.json().keys() >= VARIANT
        assert changed.json()["options"] == {"size": "L"}
        assert gone.status_code == 204
    else:
        assert made.status_code == 409, made.text


async def test_stock_is_adjusted_by_differences_and_journalled(shop: Shop, is_problem: Any) -> None:
    admin = await shop.admin()
    buyer, product = await shop.customer("stock"), await shop.product(units=5)
    await shop.order(buyer, product, quantity=3)
    path = f"/admin/stock-levels/{product['variants'][0]['id']}"

    async def adjust(delta: int, reason: str = "counted") -> Any:
        body = {"delta": delta, "reason": reason}
        return await admin.call("POST", f"{path}/adjustments", json=body, headers=key())

    assert (await adjust(4)).status_code == 201
    is_problem(await adjust(-7), 409, "stock_below_reserved")
    level = await admin.get(path)
    assert {"on_hand", "reserved", "available"} <= level.keys()
    assert (level["on_hand"], level["reserved"], level["available"]) == (9, 3, 6)
    movements = (await admin.get(f"{path}/movements"))["items"]
    assert movements[0]["delta"] == 4


async def test_a_picture_is_stored_and_served(shop: Shop) -> None:
    admin, product = await shop.admin(), await shop.product()
    path = f"/admin/products/{product['id']}/images"

    made = await admin.call(
        "POST",
        path,
        files={"file": ("dot.png", _PNG, "image/png")},
        data={"alt_text": "A dot"},
        headers=key(),
    )
    refused = await admin.call(
        "POST", path, files={"file": ("dot.png", b"<svg/>", "image/png")}, headers=key()
    )

    assert made.status_code == 201, made.text
    assert made.json().keys() >= IMAGE
    served = await shop.http.get(made.json()["url"])
    assert (served.status_code, served.headers["content-type"].split("/")[0]) == (200, "image")
    assert refused.status_code in {415, 422}


_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


async def test_the_shop_says_who_it_is(shop: Shop) -> None:
    admin = await shop.admin()
    shown = (await shop.call("GET", "/shop")).json()

    assert shown.keys() >= SHOP
    assert shown["default_currency"] == "KES"
    assert set(shown["languages"]) >= {"en", "sw", "am", "fr"}
    refused = await admin.call("PATCH", "/admin/settings", json={"currencies": []})
    assert refused.status_code == 422
