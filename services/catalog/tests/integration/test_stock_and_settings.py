import asyncio
from typing import Any

import pytest
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.exc import DBAPIError

from catalog.adapters import stock_views
from catalog.adapters.tx import open_tx
from catalog.api.shown import MovementOut, SellableOut, ShopOut, StockLevelOut
from catalog.usecases.shop_settings import found_shop
from common.clock import utcnow
from common.ids import new_id
from common.schemas import Page


async def test_an_adjustment_is_a_movement(shop: Any) -> None:
    product = await shop.product(initial_stock=5)
    variant = product["variants"][0]["id"]

    answer = await shop.adjust(variant, -2, reason="two fell down")

    assert answer.status_code == 201
    movement = MovementOut.model_validate_json(answer.content)
    assert (movement.delta, movement.on_hand, movement.cause) == (-2, 3, "adjustment")
    page = await shop.ask(f"/stock-levels/{variant}/movements", include="total")
    Page[MovementOut].model_validate_json(page.content)
    assert page.json()["items"][0] == answer.json()
    assert ([m["delta"] for m in page.json()["items"]], page.json()["total"]) == ([-2, 5], 2)
    level = await shop.ask(f"/stock-levels/{variant}")
    StockLevelOut.model_validate_json(level.content)
    assert [level.json()[name] for name in ("on_hand", "reserved", "available")] == [3, 0, 3]
    assert (await shop.names())[-2:] == ["stock_changed", "audit_recorded"]
    assert await shop.agrees()


async def test_stock_never_falls_below_what_orders_hold(shop: Any) -> None:
    product = await shop.product(initial_stock=5)
    variant = product["variants"][0]["id"]
    await shop.hold(new_id(), (product, 3))

    refused = await shop.adjust(variant, -3)
    allowed = await shop.adjust(variant, -2)

    assert shop.code(refused) == (409, "stock_below_reserved")
    assert (refused.json()["on_hand"], refused.json()["reserved"]) == (5, 3)
    assert allowed.json()["on_hand"] == 3
    with pytest.raises(DBAPIError, match="reserved"):
        await shop.change("update stock_levels set on_hand = 1")
    with pytest.raises(DBAPIError, match="append-only"):
        await shop.change("update stock_movements set delta = 9")
    with pytest.raises(DBAPIError, match="append-only"):
        await shop.change("delete from stock_movements")


async def test_concurrent_adjustments_all_count(shop: Any) -> None:
    product = await shop.product(initial_stock=10)
    variant = product["variants"][0]["id"]

    answers = await asyncio.gather(*(shop.adjust(variant, -1) for _ in range(15)))

    statuses = [answer.status_code for answer in answers if answer.status_code != 503]
    # A full pool answers 503 before anything is read: such a call is made again.
    statuses += [(await shop.adjust(variant, -1)).status_code for _ in range(15 - len(statuses))]
    assert (statuses.count(201), statuses.count(409)) == (10, 5)
    assert await shop.level(product) == (0, 0)
    assert await shop.agrees()


async def test_an_adjustment_happens_once_per_key(shop: Any) -> None:
    product = await shop.product(initial_stock=5)
    variant = product["variants"][0]["id"]
    path = f"/stock-levels/{variant}/adjustments"

    first, again = await shop.adjust(variant, 4, "k"), await shop.adjust(variant, 4, "k")
    other = await shop.adjust(variant, 5, "k")
    keyless = await shop.post(path, {"delta": 1, "reason": "x"})

    assert first.json() == again.json()
    assert shop.code(other) == (422, "idempotency_key_reused")
    assert shop.code(keyless) == (400, "idempotency_key_missing")
    assert await shop.level(product) == (9, 0)
    for body in ({"delta": 0, "reason": "x"}, {"delta": 1}, {"delta": 1.5, "reason": "x"},
                 {"delta": 10**12, "reason": "x"}, {"delta": 1, "reason": " "}):  # fmt: skip
        answer = await shop.post(path, body, **{"idempotency-key": str(new_id())})
        assert shop.code(answer) == (422, "validation_failed"), body
    unknown = await shop.adjust(str(new_id()), 1)
    assert shop.code(unknown) == (404, "not_found")
    lists = await shop.ask(f"/stock-levels/{new_id()}/movements")
    assert shop.code(lists) == (404, "not_found")


async def test_stock_levels_are_listed_in_pages(shop: Any) -> None:
    category = (await shop.category())["id"]
    made = [await shop.product(f"P {n}", category_id=category, sku=f"P-{n}") for n in range(3)]

    first = await shop.ask("/stock-levels", limit=2, include="total")
    second = await shop.ask("/stock-levels", limit=2, cursor=first.json()["next_cursor"])
    by_sku = await shop.ask("/stock-levels", sku="P-1")
    by_product = await shop.ask("/stock-levels", product_id=made[2]["id"], include="total")

    Page[StockLevelOut].model_validate_json(first.content)
    listed = [item["sku"] for item in first.json()["items"] + second.json()["items"]]
    assert listed == ["P-0", "P-1", "P-2"]
    assert (first.json()["total"], second.json()["next_cursor"]) == (3, None)
    assert [item["sku"] for item in by_sku.json()["items"]] == ["P-1"]
    assert by_product.json()["total"] == 1
    unknown = await shop.ask("/stock-levels", sky="P-1")
    assert shop.code(unknown) == (400, "unknown_parameter")


async def test_movements_are_listed_in_pages(shop: Any) -> None:
    product = await shop.product(initial_stock=1)
    variant = product["variants"][0]["id"]
    for _ in range(4):
        await shop.adjust(variant, 1)

    seen, cursor = [], None
    while cursor or not seen:
        query = {"cursor": cursor} if cursor else {}
        page = (await shop.ask(f"/stock-levels/{variant}/movements", limit=2, **query)).json()
        seen, cursor = seen + page["items"], page["next_cursor"]

    assert [movement["on_hand"] for movement in seen] == [5, 4, 3, 2, 1]


async def test_variants_are_looked_up_for_carts_and_orders(shop: Any, signed: Any) -> None:
    money = shop.money
    kettle = await shop.product(prices=[money(9), money(2, "USD")], initial_stock=4)
    pot = await shop.product("Pot", tax_class="food")
    gone = await shop.product("Gone")
    await shop.upload(kettle["id"], shop.picture())
    await shop.delete(f"/products/{gone['id']}", 1)
    await shop.patch(f"/products/{pot['id']}", {"status": "archived"}, 1)
    body = {
        "currency": "USD",
        "variant_ids": [kettle["variants"][0]["id"], gone["variants"][0]["id"], str(new_id())],
        "product_ids": [pot["id"], gone["id"], str(new_id())],
    }
    headers = signed.service("cart", "catalog")

    answer = await shop.http.post("/internal/variants/lookup", json=body, headers=headers)

    found = {item["slug"]: item for item in answer.json()["items"]}
    for item in found.values():
        assert set(item) == set(SellableOut.model_fields)
    assert set(found) == {"a-kettle", "pot", "gone"}
    assert found["a-kettle"]["unit_price"] == money(2, "USD")
    assert found["a-kettle"]["available_quantity"] == 4
    assert found["a-kettle"]["image_url"].startswith(shop.media)
    assert (found["a-kettle"]["sellable"], found["pot"]["sellable"]) == (True, False)
    assert (found["pot"]["unit_price"], found["pot"]["tax_class"]) == (None, "food")
    assert found["gone"]["sellable"] is False
    path = "/internal/variants/lookup"
    users = await shop.http.post(path, json=body, headers=signed.service("users", "catalog"))
    assert shop.code(users)[0] == 401
    many = {"currency": "KES", "variant_ids": [str(new_id())] * 101}
    refused = await shop.http.post(path, json=many, headers=headers)
    assert shop.code(refused) == (422, "validation_failed")


async def test_a_new_shop_tells_its_settings_once(shop: Any) -> None:
    for _ in range(2):
        async with open_tx(shop.app.state.sessions) as tx:
            await found_shop(tx=tx, at=utcnow())

    [fact] = await shop.facts()
    assert fact.name == "catalog.shop_settings_changed.v1"
    assert (fact.default_currency, fact.currencies) == ("KES", ("KES", "ETB", "NGN", "USD"))
    assert fact.countries[0].tax_included


async def test_settings_are_changed_and_told(shop: Any) -> None:
    changes = {
        "name": "Duka",
        "logo_url": "https://media.example/logo.svg",
        "colours": {"primary": "#00aa55", "accent": "#ffffff"},
        "currencies": ["ETB", "KES"],
        "default_currency": "ETB",
        "countries": [{"code": "ET", "tax_included": True}],
        "languages": ["am", "en-GB"],
        "legal": {"imprint": "Duka Ltd, Nairobi"},
    }

    answer = await shop.patch("/settings", changes)
    later = await shop.patch("/settings", {"colours": {"accent": None}, "logo_url": None})

    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    ShopOut.model_validate_json(answer.content)
    assert answer.json() == {**changes, "version": 2}
    assert later.json()["colours"] == {"primary": "#00aa55"}
    public = (await shop.get("/shop")).json()
    assert public == later.json() == (await shop.ask("/settings")).json()
    told = [fact for fact in await shop.facts() if "shop_settings" in fact.name]
    assert [(fact.shop_name, fact.aggregate_version) for fact in told] == [("Duka", 2), ("Duka", 3)]
    product = await shop.product(prices=[shop.money(5), shop.money(7, "ETB")])
    assert product["price"] == shop.money(7, "ETB")


async def test_a_new_shop_looks_and_speaks_like_any_other(shop: Any) -> None:
    shown = (await shop.get("/shop")).json()

    assert shown["languages"] == ["en", "sw", "am", "fr"]
    assert (shown["logo_url"], shown["colours"], shown["legal"]) == (None, {}, {})


async def test_a_logo_is_a_path_or_stands_where_pictures_do(shop: Any) -> None:
    for logo in ("/logo.svg", "https://cdn.example/logo.svg", f"{shop.media}/logo.png"):
        answer = await shop.patch("/settings", {"logo_url": logo})
        assert (answer.status_code, answer.json()["logo_url"]) == (200, logo)


async def test_legal_texts_do_not_pile_up(shop: Any) -> None:
    some = {f"text_{number}": "x" for number in range(20)}
    assert (await shop.patch("/settings", {"legal": some})).status_code == 200

    answer = await shop.patch("/settings", {"legal": {"terms": "x"}})

    assert shop.code(answer) == (422, "validation_failed")
    instead = {"legal": {"text_0": None, "terms": "x"}}
    assert len((await shop.patch("/settings", instead)).json()["legal"]) == 20


async def test_impossible_settings_are_refused(shop: Any) -> None:
    for changes in (
        {"default_currency": "EUR"},
        {"currencies": ["USD"]},
        {"currencies": ["KES", "KES"]},
        {"currencies": []},
        {"countries": [{"code": "KE"}, {"code": "KE"}]},
        {"countries": [{"code": "Kenya"}]},
        {"colours": {"primary": "red; background: url(x)"}},
        {"logo_url": "javascript:alert(1)"},
        {"logo_url": "//elsewhere.example/logo.svg"},
        {"logo_url": "http://elsewhere.example/logo.svg"},
        {"languages": []},
        {"languages": ["en", "en"]},
        {"languages": ["english"]},
        {"languages": None},
        {"legal": {"terms": "x" * 50_001}},
        {"legal": {"Terms & more": "x"}},
        {"name": None},
        {"version": 7},
    ):
        answer = await shop.patch("/settings", changes)
        assert shop.code(answer) == (422, "validation_failed"), changes
    assert (await shop.get("/shop")).json()["name"] == "Soko"


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (("sku",), "variants_sku_key"),
        (("product_id",), "stock_levels_product_id_idx"),
        (("variant_id",), "stock_levels_pkey"),
    ],
)
async def test_a_kept_plan_finds_stock_by_an_index(
    shop: Any, asked: tuple[str, ...], index: str
) -> None:
    statement = str(
        stock_views.statement(stock_views.LEVELS, asked).compile(dialect=asyncpg.dialect())
    )

    async with shop.app.state.sessions.begin() as session:
        raw = (await session.connection()).sync_connection.connection.driver_connection
        await raw.execute("set local enable_seqscan = off")
        await raw.execute("set local plan_cache_mode = force_generic_plan")
        await raw.execute(f"prepare question as {statement}")
        plan = await raw.fetch(f"explain execute question ('{new_id()}', 20)")
        await raw.execute("deallocate question")

    assert index in str(plan), plan
