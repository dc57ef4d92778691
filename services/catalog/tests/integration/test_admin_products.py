import asyncio
from typing import Any

import pytest

from catalog.adapters.tx import open_tx
from catalog.api.shown import StaffProductOut
from catalog.usecases.change_product import publish_due
from common.clock import utcnow
from common.ids import new_id


async def test_a_new_product_is_a_draft_with_one_variant(shop: Any) -> None:
    category = await shop.category("Kettles")
    body = {
        "name": "Red kettle",
        "category_id": category["id"],
        "sku": "KET-1",
        "prices": [shop.money(3000), shop.money(25, "USD")],
        "compare_at_prices": [shop.money(3500)],
        "initial_stock": 7,
        "max_order_quantity": 3,
        "translations": {"sw": {"name": "Birika", "description": None}},
    }

    answer = await shop.post("/products", body)

    assert answer.status_code == 201
    StaffProductOut.model_validate_json(answer.content)
    product = answer.json()
    assert answer.headers["location"] == f"/api/v1/admin/products/{product['id']}"
    assert (answer.headers["etag"], product["version"]) == ('"1"', 1)
    assert (product["status"], product["slug"]) == ("draft", "red-kettle")
    assert product["translations"] == {"sw": {"name": "Birika"}}
    assert product["category"] == {k: category[k] for k in ("id", "slug", "name")}
    [variant] = product["variants"]
    assert (variant["sku"], variant["on_hand"], variant["options"]) == ("KET-1", 7, {})
    assert variant["price"] == product["price"] == shop.money(3000)
    assert product["compare_at_price"] == shop.money(3500)
    assert await shop.agrees()
    assert (await shop.names())[-2:] == ["product_changed", "audit_recorded"]
    audited = (await shop.facts())[-1]
    assert (audited.action, audited.after["name"]) == ("product.created", "Red kettle")
    read = await shop.ask(f"/products/{product['id']}")
    assert (read.json(), read.headers["etag"]) == (product, '"1"')


async def test_impossible_products_are_refused(shop: Any) -> None:
    category = (await shop.category())["id"]
    good = {"name": "A kettle", "category_id": category, "prices": [shop.money(1)]}
    bad: list[tuple[dict[str, Any], str]] = [
        ({"name": " "}, "#/name"),
        ({"name": "x" * 201}, "#/name"),
        ({"name": "a\u0000b"}, "#/name"),
        ({"prices": []}, "#/prices"),
        ({"prices": [shop.money(-1)]}, "#/prices/0/amount"),
        ({"prices": [shop.money(10**13)]}, "#/prices/0/amount"),
        ({"prices": [{"amount": 1.5, "currency": "KES"}]}, "#/prices/0/amount"),
        ({"prices": [{"amount": True, "currency": "KES"}]}, "#/prices/0/amount"),
        ({"prices": [{"amount": "5", "currency": "KES"}]}, "#/prices/0/amount"),
        ({"prices": [shop.money(1), shop.money(2)]}, "#/prices"),
        ({"compare_at_prices": [shop.money(1)]}, "#/compare_at_prices"),
        ({"compare_at_prices": [shop.money(1, "USD")]}, "#/compare_at_prices"),
        ({"category_id": str(new_id())}, "#/category_id"),
        ({"category_id": "7"}, "#/category_id"),
        ({"min_order_quantity": 0}, "#/min_order_quantity"),
        ({"min_order_quantity": 3, "max_order_quantity": 2}, "#/max_order_quantity"),
        ({"initial_stock": -1}, "#/initial_stock"),
        ({"initial_stock": 10**9}, "#/initial_stock"),
        ({"status": "sold"}, "#/status"),
        ({"status": "scheduled"}, "#/publish_at"),
        ({"status": "published", "publish_at": "2030-01-01T00:00:00Z"}, "#/publish_at"),
        ({"slug": "suggestions"}, "#/slug"),
        ({"slug": str(new_id())}, "#/slug"),
        ({"slug": "Red Kettle"}, "#/slug"),
        ({"sku": "a b"}, "#/sku"),
        ({"tax_class": "A1!"}, "#/tax_class"),
        ({"id": str(new_id())}, "#/id"),
        ({"version": 9}, "#/version"),
        ({"translations": {"english": {}}}, "#/translations/english/[key]"),
    ]

    for fields, pointer in bad:
        answer = await shop.post("/products", {**good, **fields})
        assert shop.code(answer) == (422, "validation_failed"), fields
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert await shop.rows("select 1 from products") == []


async def test_slugs_and_skus_are_unique(shop: Any) -> None:
    kettle = await shop.product("Red kettle", sku="K-1")
    body = {"name": "X", "category_id": kettle["category"]["id"], "prices": [shop.money(1)]}

    same_name = await shop.product("Red kettle")
    same_slug = await shop.post("/products", {**body, "slug": "red-kettle"})
    same_sku = await shop.post("/products", {**body, "sku": "K-1"})
    foreign = await shop.product("ሻይ")

    assert same_name["slug"].startswith("red-kettle-")
    assert shop.code(same_slug) == (409, "slug_taken")
    assert shop.code(same_sku) == (409, "sku_taken")
    assert foreign["slug"].startswith("item-")


async def test_twenty_equal_requests_with_one_key_make_one_product(shop: Any) -> None:
    category = (await shop.category())["id"]
    body = {"name": "A kettle", "category_id": category, "prices": [shop.money(1)]}

    answers = await asyncio.gather(
        *(shop.post("/products", body, **{"idempotency-key": "one"}) for _ in range(20))
    )

    done = [answer for answer in answers if answer.status_code == 201]
    assert {a.status_code for a in answers} <= {201, 409, 503}
    assert len({answer.json()["id"] for answer in done}) == 1
    assert len(await shop.rows("select 1 from products")) == 1


async def test_a_change_needs_the_version_it_was_made_from(shop: Any) -> None:
    product = await shop.product()
    path = f"/products/{product['id']}"

    assert shop.code(await shop.patch(path, {"name": "B"})) == (428, "precondition_required")
    assert shop.code(await shop.delete(path)) == (428, "precondition_required")
    changed = await shop.patch(path, {"name": "B"}, 1)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert shop.code(await shop.patch(path, {"name": "C"}, 1)) == (412, "version_conflict")
    assert shop.code(await shop.delete(path, 1)) == (412, "version_conflict")
    assert (await shop.delete(path, 2)).status_code == 204
    assert shop.code(await shop.patch(path, {"name": "D"}, 2)) == (404, "not_found")


async def test_a_patch_changes_only_what_it_names(shop: Any) -> None:
    product = await shop.product(
        prices=[shop.money(1000), shop.money(10, "USD")],
        compare_at_prices=[shop.money(1500)],
        translations={"sw": {"name": "Birika", "description": "Nzuri"}},
        max_order_quantity=5,
    )
    path = f"/products/{product['id']}"

    cheaper = (await shop.patch(path, {"prices": [shop.money(800)]}, 1)).json()
    dearer = (await shop.patch(path, {"prices": [shop.money(1600)]}, 2)).json()
    await shop.patch(path, {"translations": {"sw": {"name": None}, "am": {"name": "ማንቆርቆሪያ"}}}, 3)
    last = (await shop.patch(path, {"max_order_quantity": None, "sku": "NEW-1"}, 4)).json()

    assert cheaper["prices"] == [shop.money(800)]
    assert cheaper["compare_at_price"] == shop.money(1500)
    assert (dearer["price"], dearer["compare_at_price"]) == (shop.money(1600), None)
    assert last["translations"] == {"sw": {"description": "Nzuri"}, "am": {"name": "ማንቆርቆሪያ"}}
    assert (last["max_order_quantity"], last["variants"][0]["sku"]) == (None, "NEW-1")
    assert last["name"] == product["name"]
    assert (await shop.names()).count("price_changed") == 2
    nothing = await shop.patch(path, {}, 5)
    assert nothing.json()["version"] == 5
    for body in ({"name": None}, {"prices": None}, {"nmae": "x"}, {"featured": 1}, [], None):
        assert shop.code(await shop.patch(path, body, 5)) == (422, "validation_failed")


async def test_publishing_and_archiving(shop: Any) -> None:
    product = await shop.product(status="draft")
    path = f"/products/{product['id']}"

    published = await shop.post(f"{path}/publish")
    again = await shop.post(f"{path}/publish")
    archived = await shop.post(f"{path}/archive")

    assert (published.status_code, published.json()["status"]) == (200, "published")
    assert again.json()["version"] == published.json()["version"]
    assert archived.json()["status"] == "archived"
    assert shop.code(await shop.post(f"/products/{new_id()}/publish")) == (
        404,
        "not_found",
    )


async def test_a_scheduled_product_appears_in_time(shop: Any) -> None:
    product = await shop.product(status="scheduled", publish_at="2999-01-01T00:00:00Z")
    other = await shop.product("Early", status=None, publish_at="2999-01-01T00:00:00Z")
    assert (product["status"], other["status"]) == ("scheduled", "scheduled")
    assert (await shop.get(f"/products/{product['id']}")).status_code == 404
    await shop.change(
        "update products set publish_at = now() - interval '1 s' where id = cast(:id as uuid)",
        id=product["id"],
    )

    async with open_tx(shop.app.state.sessions) as tx:
        more = await publish_due(limit=50, failed=[], tx=tx, at=utcnow())

    assert not more
    assert (await shop.get(f"/products/{product['id']}")).json()["status"] == "published"
    assert (await shop.get(f"/products/{other['id']}")).status_code == 404
    assert (await shop.names())[-1] == "product_changed"


async def test_a_deleted_product_is_gone_but_its_ledger_stays(shop: Any) -> None:
    product = await shop.product("Red kettle", sku="K-1", initial_stock=3)

    assert (await shop.delete(f"/products/{product['id']}", 1)).status_code == 204

    for answer in (
        await shop.get(f"/products/{product['id']}"),
        await shop.ask(f"/products/{product['id']}"),
        await shop.ask(f"/stock-levels/{product['variants'][0]['id']}"),
    ):
        assert answer.status_code == 404
    assert (await shop.ask("/products")).json()["items"] == []
    assert (await shop.facts())[-2].status == "deleted"
    assert (await shop.product("Red kettle", sku="K-1"))["slug"] == "red-kettle"
    assert await shop.agrees()


async def test_staff_see_every_status(shop: Any) -> None:
    for status in ("draft", "published", "archived"):
        await shop.product(status, status=status)

    everything = shop.ids(await shop.ask("/products"))
    drafts = (await shop.ask("/products", status="draft", include="total")).json()

    assert len(everything) == 3
    assert ([item["name"] for item in drafts["items"]], drafts["total"]) == (["draft"], 1)
    unknown = await shop.ask("/products", status="sold")
    assert shop.code(unknown) == (400, "invalid_parameter")


READS = ("/products", "/products/{id}", "/categories", "/categories/{id}", "/stock-levels",
         "/stock-levels/{id}", "/stock-levels/{id}/movements", "/settings")  # fmt: skip
WRITES = (
    ("POST", "/products"), ("PATCH", "/products/{id}"), ("DELETE", "/products/{id}"),
    ("POST", "/products/{id}/publish"), ("POST", "/products/{id}/archive"),
    ("POST", "/products/{id}/variants"), ("PATCH", "/products/{id}/variants/{id}"),
    ("DELETE", "/products/{id}/variants/{id}"), ("POST", "/products/{id}/images"),
    ("PATCH", "/products/{id}/images/{id}"), ("DELETE", "/products/{id}/images/{id}"),
    ("POST", "/categories"), ("PATCH", "/categories/{id}"), ("DELETE", "/categories/{id}"),
    ("POST", "/stock-levels/{id}/adjustments"), ("PATCH", "/settings"),
)  # fmt: skip
READING = ("catalog:read", "stock:read", "settings:read")


@pytest.mark.parametrize("permissions", [None, (), READING])
async def test_only_staff_with_the_permission_may(
    shop: Any, signed: Any, permissions: tuple[str, ...] | None
) -> None:
    headers = {} if permissions is None else signed.bearer(None, *permissions)
    refused = (401, "unauthenticated") if permissions is None else (403, "forbidden")
    reads = [("GET", path) for path in READS]

    for method, path in [*WRITES, *([] if permissions else reads)]:
        address = f"/api/v1/admin{path.replace('{id}', str(new_id()))}"
        body: dict[str, Any] = (
            {"json": {}} if not path.endswith("/images") else {"files": {"file": b""}}
        )
        extra = {"if-match": '"1"', "idempotency-key": "k"}
        answer = await shop.http.request(
            method, address, headers={**headers, **extra}, **({} if method == "GET" else body)
        )
        assert shop.code(answer) == refused, (method, path)
