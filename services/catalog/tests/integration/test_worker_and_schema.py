import asyncio
from typing import Any

import orjson
import pytest
from alembic import command

from catalog.adapters.pictures import ObjectPictures
from catalog.api import shown
from catalog.worker import timers
from common import migrate
from common.ids import new_id


async def test_the_clock_lapses_holds_and_founds_the_shop(shop: Any, store: Any) -> None:
    kettle = await shop.product(initial_stock=300)
    orders = [new_id() for _ in range(3)]
    for order_id in orders:
        await shop.hold(order_id, (kettle, 1))
    await shop.change("update holds set expires_at = now() where order_id <> :id", id=orders[0])

    for timer in timers(shop.app.state.sessions, ObjectPictures(store)):
        await timer.job()

    assert await shop.level(kettle) == (300, 1)
    assert [await shop.state(order_id) for order_id in orders] == [
        "tentative",
        "released",
        "released",
    ]
    names = await shop.names()
    assert (names.count("hold_released"), names.count("shop_settings_changed")) == (2, 1)
    assert await shop.agrees()


async def test_a_hold_that_is_worked_on_does_not_stop_the_others(shop: Any, store: Any) -> None:
    kettle = await shop.product(initial_stock=9)
    busy, idle = new_id(), new_id()
    for order_id in (busy, idle):
        await shop.hold(order_id, (kettle, 1))
    await shop.change("update holds set expires_at = now()")
    clock = timers(shop.app.state.sessions, ObjectPictures(store))
    [lapse] = [timer for timer in clock if timer.name == "lapse holds"]

    async with shop.app.state.sessions.begin() as session:
        await session.execute(
            shop.sql("select 1 from holds where order_id = :id for update"), {"id": busy}
        )
        await asyncio.wait_for(lapse.job(), 5)

    assert (await shop.state(busy), await shop.state(idle)) == ("tentative", "released")


async def test_a_hold_that_cannot_be_released_stands_in_no_other_s_way(
    shop: Any, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.usecases.lapse_holds.BATCH", 2)
    kettle = await shop.product(initial_stock=9)
    bad, *good = [new_id() for _ in range(4)]
    await shop.hold(bad, (kettle, 1))
    for order_id in good:
        await shop.hold(order_id, (kettle, 1))
    await shop.change("update holds set expires_at = now()")
    # More is said to be held than is reserved: giving it back is refused by the database.
    await shop.change(
        "update hold_lines set quantity = 100 where order_id = cast(:id as uuid)", id=bad
    )

    await run("lapse holds", shop, store)

    assert [await shop.state(order_id) for order_id in (bad, *good)] == [
        "tentative",
        *["released"] * 3,
    ]
    assert (await shop.level(kettle))[1] == 1
    assert (await shop.names()).count("hold_released") == 3
    await shop.change(
        "update hold_lines set quantity = 1 where order_id = cast(:id as uuid)", id=bad
    )
    await run("lapse holds", shop, store)
    assert await shop.state(bad) == "released"
    assert await shop.agrees()


async def test_a_product_that_cannot_be_published_stands_in_no_other_s_way(
    shop: Any, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.worker._BATCH", 1)
    later = {"status": "scheduled", "publish_at": "2999-01-01T00:00:00Z"}
    broken, good = [await shop.product(name, sku=name, **later) for name in ("Bad", "Good")]
    await shop.change("update products set publish_at = now()")
    await shop.change(
        "create function refuse() returns trigger language plpgsql as"
        " $$ begin raise exception 'broken'; end $$"
    )
    await shop.change(
        "create trigger broken before update on products for each row"
        f" when (old.id = '{broken['id']}') execute function refuse()"
    )

    await run("publish products", shop, store)

    assert (await shop.get(f"/products/{good['id']}")).json()["status"] == "published"
    assert (await shop.get(f"/products/{broken['id']}")).status_code == 404


async def run(name: str, shop: Any, store: Any) -> None:
    """Let the timer of this name ring once."""
    clock = timers(shop.app.state.sessions, ObjectPictures(store))
    [timer] = [timer for timer in clock if timer.name == name]
    await asyncio.wait_for(timer.job(), 20)


async def test_migrations_run_both_ways_and_agree_with_the_tables(settings: Any) -> None:
    config = migrate.config("catalog", settings.database_url)

    for step, target in (
        (command.check, None),
        (command.downgrade, "base"),
        (command.upgrade, "head"),
        (command.check, None),
    ):
        await asyncio.to_thread(step, config, *([] if target is None else [target]))


async def test_the_document_describes_every_answer(shop: Any) -> None:
    document = shop.app.openapi()

    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            successes = [status for status in operation["responses"] if status.startswith("2")]
            assert successes, (method, path)
            assert operation["description"], (method, path)
    assert shown.ProductOut.__name__ in document["components"]["schemas"]
    orjson.dumps(document)


HOSTILE = [
    b"",
    b"null",
    b"[]",
    b"{",
    b"{} trailing",
    b"\xff\xfe",
    b"\xef\xbb\xbf{}",
    b'{"name": NaN}',
    b'{"name": "\\ud800"}',
    b'{"name": "\\u0000"}',
    b'{"name": 1e400}',
    b'{"position": ' + b"9" * 4000 + b"}",
    b"[" * 100_000,
    b'{"name": "a", "name": {}}',
    b'{"\\ud800": 1}',
    b'{"name": "' + "🫖".encode() * 300 + b'"}',
    b'{"__proto__": {}, "name": "x"}',
]


@pytest.mark.parametrize("media", ["application/json", "application/merge-patch+json"])
async def test_hostile_bodies_get_their_refusal(shop: Any, media: str) -> None:
    product = await shop.product()
    headers = {**shop.staff, "content-type": media, "if-match": '"1"', "idempotency-key": "k"}
    addresses = [
        ("POST", "/api/v1/admin/categories"),
        ("POST", "/api/v1/admin/products"),
        ("PATCH", f"/api/v1/admin/products/{product['id']}"),
        ("PATCH", "/api/v1/admin/settings"),
        ("POST", f"/api/v1/admin/stock-levels/{new_id()}/adjustments"),
    ]

    for method, path in addresses:
        for body in HOSTILE:
            answer = await shop.http.request(method, path, content=body, headers=headers)
            assert answer.status_code in {400, 422}, (path, body[:40], answer.text)
            assert answer.headers["content-type"] == "application/problem+json"


async def test_other_media_methods_and_sizes_are_refused(shop: Any) -> None:
    path = "/api/v1/admin/categories"

    text = await shop.http.post(
        path, content="name=x", headers={**shop.staff, "content-type": "text/plain"}
    )
    zipped = await shop.http.post(
        path, content=b"\x1f\x8b", headers={**shop.staff, "content-encoding": "gzip"}
    )
    large = await shop.http.post(path, content=b" " * 1_100_000, headers=shop.staff)
    method = await shop.http.put(path, json={}, headers=shop.staff)

    assert shop.code(text) == shop.code(zipped) == (415, "unsupported_media_type")
    assert shop.code(large) == (413, "payload_too_large")
    assert shop.code(method) == (405, "method_not_allowed")
    for name in ("7", "../users", "%00", "{id}", str(new_id()) + "0"):
        answer = await shop.ask(f"/products/{name}")
        assert answer.status_code == 404, name
