from typing import Any

from catalog.api.shown import CategoryOut
from common.ids import new_id
from common.schemas import Page


async def test_the_tree_is_listed_parents_first(shop: Any) -> None:
    garden = await shop.category("Garden", position=2)
    home = await shop.category("Home", position=1, image="https://media.example/home.webp")
    pots = await shop.category("Pots", parent_id=home["id"], position=1)
    cups = await shop.category("Cups", parent_id=home["id"])
    lids = await shop.category("Lids", parent_id=pots["id"])
    await shop.category("Home office", position=1)
    for category, status in ((lids, "published"), (lids, "draft"), (pots, "published")):
        await shop.product(category_id=category["id"], status=status)

    answer = await shop.get("/categories", include="total")

    Page[CategoryOut].model_validate_json(answer.content)
    items = answer.json()["items"]
    assert [(item["path"], item["product_count"]) for item in items] == [
        ("home", 2),
        ("home/cups", 0),
        ("home/pots", 2),
        ("home/pots/lids", 1),
        ("home-office", 0),
        ("garden", 0),
    ]
    assert answer.json()["total"] == 6
    assert items[1]["parent_id"] == home["id"]
    one = (await shop.get("/categories/lids")).json()
    assert one == (await shop.get(f"/categories/{lids['id']}")).json() == items[3]
    assert cups["version"] == garden["version"] == 1
    for unknown in ("nothing", str(new_id()), "a%00"):
        assert (await shop.get(f"/categories/{unknown}")).status_code == 404
    seen, cursor = [], None
    while cursor or not seen:
        query = {"cursor": cursor} if cursor else {}
        page = (await shop.get("/categories", limit=4, **query)).json()
        seen, cursor = seen + page["items"], page["next_cursor"]
    assert seen == items


async def test_moving_a_category_moves_what_is_below_it(shop: Any) -> None:
    home, garden = await shop.category("Home"), await shop.category("Garden")
    pots = await shop.category("Pots", parent_id=home["id"])
    lids = await shop.category("Lids", parent_id=pots["id"])
    await shop.product(category_id=lids["id"])

    answer = await shop.patch(f"/categories/{pots['id']}", {"parent_id": garden["id"]}, 1)

    assert (answer.status_code, answer.json()["path"]) == (200, "garden/pots")
    assert answer.headers["etag"] == '"2"'
    assert (await shop.get("/categories/lids")).json()["path"] == "garden/pots/lids"
    assert len(shop.ids(await shop.get("/products", category="garden"))) == 1
    assert shop.ids(await shop.get("/products", category="home")) == []
    top = await shop.patch(f"/categories/{pots['id']}", {"parent_id": None, "slug": "pans"}, 2)
    assert top.json()["path"] == "pans"
    assert (await shop.names())[-2:] == ["category_changed", "audit_recorded"]


async def test_a_tree_stays_a_tree(shop: Any) -> None:
    home = await shop.category("Home")
    pots = await shop.category("Pots", parent_id=home["id"])

    for parent in (home["id"], pots["id"], str(new_id())):
        answer = await shop.patch(f"/categories/{home['id']}", {"parent_id": parent}, 1)
        assert shop.code(answer) == (422, "validation_failed")
        assert answer.json()["errors"][0]["pointer"] == "#/parent_id"
    parent = pots
    for level in range(3, 9):
        parent = await shop.category(f"Level {level}", parent_id=parent["id"])
    deep = await shop.post("/categories", {"name": "Too deep", "parent_id": parent["id"]})
    assert shop.code(deep) == (422, "validation_failed")
    fresh = await shop.category("Fresh")
    lowered = await shop.patch(f"/categories/{home['id']}", {"parent_id": fresh["id"]}, 1)
    assert shop.code(lowered) == (422, "validation_failed")


async def test_impossible_categories_are_refused(shop: Any) -> None:
    home = await shop.category("Home")

    for body in (
        {},
        {"name": ""},
        {"name": "A", "slug": "a b"},
        {"name": "A", "slug": ""},
        {"name": "A", "position": -1},
        {"name": "A", "position": 10**6},
        {"name": "A", "image": "javascript:alert(1)"},
        {"name": "A", "product_count": 5},
        {"name": "A", "parent_id": "home"},
    ):
        assert shop.code(await shop.post("/categories", body)) == (422, "validation_failed"), body
    taken = await shop.post("/categories", {"name": "A", "slug": "home"})
    assert shop.code(taken) == (409, "slug_taken")
    assert (await shop.category("Home"))["slug"].startswith("home-")
    path = f"/categories/{home['id']}"
    assert shop.code(await shop.patch(path, {"name": "B"})) == (428, "precondition_required")
    assert shop.code(await shop.patch(path, {"name": "B"}, 7)) == (412, "version_conflict")
    unknown = f"/categories/{new_id()}"
    assert shop.code(await shop.patch(unknown, {"name": "B"}, 1)) == (404, "not_found")
    assert shop.code(await shop.delete(unknown, 1)) == (404, "not_found")
    assert shop.code(await shop.ask(unknown)) == (404, "not_found")
    translated = await shop.patch(path, {"translations": {"sw": {"name": "Nyumbani"}}}, 1)
    assert translated.json()["translations"] == {"sw": {"name": "Nyumbani"}}


async def test_a_category_in_use_needs_a_place_for_its_products(shop: Any) -> None:
    home, garden = await shop.category("Home"), await shop.category("Garden")
    pots = await shop.category("Pots", parent_id=home["id"])
    product = await shop.product(category_id=pots["id"])
    gone = await shop.product("Gone", category_id=pots["id"])
    await shop.delete(f"/products/{gone['id']}", 1)
    path = f"/categories/{pots['id']}"

    in_use = await shop.delete(path, 1)
    nowhere = await shop.delete(path, 1, move_products_to=str(new_id()))
    itself = await shop.delete(path, 1, move_products_to=pots["id"])
    parent = await shop.delete(f"/categories/{home['id']}", 1)
    missing = await shop.delete(path, move_products_to=garden["id"])
    moved = await shop.delete(path, 1, move_products_to=garden["id"])

    for answer in (in_use, itself, parent):
        assert shop.code(answer) == (409, "category_in_use")
    assert shop.code(nowhere) == (422, "validation_failed")
    assert shop.code(missing) == (428, "precondition_required")
    assert moved.status_code == 204
    shown = (await shop.ask(f"/products/{product['id']}")).json()
    assert (shown["category"]["slug"], shown["version"]) == ("garden", 2)
    assert (await shop.get("/categories/pots")).status_code == 404
    assert (await shop.delete(f"/categories/{home['id']}", 1)).status_code == 204


async def test_a_repeated_creation_makes_one_category(shop: Any) -> None:
    key = {"idempotency-key": "c-1"}

    first = await shop.post("/categories", {"name": "Home"}, **key)
    again = await shop.post("/categories", {"name": "Home"}, **key)
    other = await shop.post("/categories", {"name": "Away"}, **key)

    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert shop.code(other) == (422, "idempotency_key_reused")


async def test_a_failed_commit_is_not_reported_as_success(shop: Any) -> None:
    assert (await shop.post("/categories", {"name": "Fine"})).status_code == 201
    await shop.change(
        "create function fail() returns trigger language plpgsql as"
        " $$ begin raise exception 'too late' using errcode = 'XX000'; end $$"
    )
    await shop.change(
        "create constraint trigger late after insert on categories"
        " deferrable initially deferred for each row execute function fail()"
    )

    answer = await shop.post("/categories", {"name": "Lost"})

    assert shop.code(answer) == (500, "internal_error")
    assert (await shop.get("/categories/lost")).status_code == 404
