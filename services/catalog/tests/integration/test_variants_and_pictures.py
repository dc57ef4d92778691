import io
import struct
import zlib
from typing import Any

import obstore
from PIL import Image

from catalog.adapters.pictures import ObjectPictures, bucket
from catalog.api.shown import ImageOut, StaffVariantOut
from catalog.worker import timers
from common.ids import new_id


async def test_the_first_variant_with_options_replaces_an_unused_plain_one(shop: Any) -> None:
    product = await shop.product("Shirt")
    path = f"/products/{product['id']}/variants"

    small = await shop.post(path, {"sku": "S-S", "options": {"size": "S"}, "initial_stock": 2})
    dear = {"sku": "S-M", "options": {"size": "M"}, "prices": [shop.money(900)]}
    medium = await shop.post(path, {**dear, "compare_at_prices": [shop.money(990)]})

    StaffVariantOut.model_validate_json(small.content)
    assert (small.status_code, small.json()["price"]) == (201, shop.money(1000))
    assert small.headers["location"].endswith(small.json()["id"])
    assert medium.json()["compare_at_price"] == shop.money(990)
    shown = (await shop.get(f"/products/{product['id']}")).json()
    assert [variant["sku"] for variant in shown["variants"]] == ["S-S", "S-M"]
    assert (shown["price"], shown["available_quantity"]) == (shop.money(900), 2)
    assert await shop.agrees()


async def test_a_plain_variant_with_stock_stays(shop: Any) -> None:
    product = await shop.product("Shirt", initial_stock=1)

    await shop.post(f"/products/{product['id']}/variants", {"sku": "S", "options": {"size": "S"}})

    shown = (await shop.get(f"/products/{product['id']}")).json()
    assert [variant["options"] for variant in shown["variants"]] == [{}, {"size": "S"}]


async def test_variants_are_unlike_each_other(shop: Any) -> None:
    product, other = await shop.product("Shirt"), await shop.product("Hat", sku="HAT")
    path = f"/products/{product['id']}/variants"
    first = shop.made(await shop.post(path, {"sku": "S", "options": {"size": "S"}}))
    second = shop.made(await shop.post(path, {"sku": "M", "options": {"size": "M"}}))

    same = await shop.post(path, {"sku": "S2", "options": {"size": "S"}})
    taken = await shop.post(path, {"sku": "HAT", "options": {"size": "L"}})
    changed = await shop.patch(f"{path}/{second['id']}", {"options": {"size": "S"}})
    plain = await shop.post(f"/products/{other['id']}/variants", {"sku": "HAT-2"})

    assert shop.code(same) == shop.code(changed) == (409, "variant_exists")
    assert shop.code(taken) == (409, "sku_taken")
    assert shop.code(plain) == (409, "variant_exists")
    renamed = await shop.patch(f"{path}/{first['id']}", {"sku": "S-NEW", "weight_grams": 120})
    assert (renamed.status_code, renamed.json()["sku"]) == (200, "S-NEW")
    assert renamed.json()["weight_grams"] == 120
    swapped = await shop.patch(f"/products/{product['id']}", {"sku": "X"}, 4)
    assert shop.code(swapped) == (422, "variant_required")


async def test_impossible_variants_are_refused(shop: Any) -> None:
    product = await shop.product("Shirt")
    path = f"/products/{product['id']}/variants"

    for body in (
        {},
        {"sku": ""},
        {"sku": "S", "options": {"Size": "S"}},
        {"sku": "S", "options": {"size": ""}},
        {"sku": "S", "options": {"size": 3}},
        {"sku": "S", "options": {f"o{n}": "x" for n in range(6)}},
        {"sku": "S", "weight_grams": -1},
        {"sku": "S", "price": 3},
    ):
        assert shop.code(await shop.post(path, body)) == (422, "validation_failed"), body
    missing = await shop.post(f"/products/{new_id()}/variants", {"sku": "S"})
    assert shop.code(missing) == (404, "not_found")
    absent = await shop.patch(f"{path}/{new_id()}", {"sku": "S"})
    assert shop.code(absent) == (404, "not_found")


async def test_own_prices_stand_above_the_products(shop: Any) -> None:
    product = await shop.product("Shirt", prices=[shop.money(1000), shop.money(10, "USD")])
    path = f"/products/{product['id']}"
    variant = product["variants"][0]["id"]

    dear = await shop.patch(f"{path}/variants/{variant}", {"prices": [shop.money(1500)]})
    await shop.patch(path, {"prices": [shop.money(700), shop.money(7, "USD")]}, 2)
    shown = (await shop.ask(path)).json()
    plain = await shop.patch(f"{path}/variants/{variant}", {"prices": []})

    assert dear.json()["own_prices"] == [shop.money(1500)]
    assert shown["prices"] == [shop.money(1500), shop.money(7, "USD")]
    assert plain.json()["price"] == shop.money(700)


async def test_a_variant_goes_when_no_order_holds_it(shop: Any) -> None:
    product = await shop.product("Shirt", initial_stock=2)
    path = f"/products/{product['id']}/variants"
    last = await shop.delete(f"{path}/{product['variants'][0]['id']}")
    other = shop.made(await shop.post(path, {"sku": "S", "options": {"size": "S"}}))
    await shop.hold(new_id(), (product, 1))

    held = await shop.delete(f"{path}/{product['variants'][0]['id']}")
    gone = await shop.delete(f"{path}/{other['id']}")

    assert shop.code(last) == shop.code(held) == (409, "variant_in_use")
    assert gone.status_code == 204
    assert (await shop.ask(f"/stock-levels/{other['id']}")).status_code == 404
    again = await shop.delete(f"{path}/{other['id']}")
    assert shop.code(again) == (404, "not_found")
    assert (await shop.post(path, {"sku": "S", "options": {"size": "S"}})).status_code == 201


async def test_a_picture_is_kept_small_and_without_metadata(shop: Any, store: Any) -> None:
    product = await shop.product("Shirt")
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at -1.2921, 36.8219"
    exif[0x0112] = 6  # to be turned by a quarter
    Image.new("RGB", (2400, 800), "red").save(
        written, "JPEG", exif=exif, icc_profile=b"made by Jane", comment=b"for Jane"
    )

    answer = await shop.upload(product["id"], written.getvalue(), "../../x.svg", alt_text="Front")

    assert answer.status_code == 201, answer.text
    ImageOut.model_validate_json(answer.content)
    [size] = answer.json()["sizes"]
    assert (size["width"], size["height"]) == (400, 1200)
    assert answer.json()["alt_text"] == "Front"
    key = answer.json()["url"].removeprefix(f"{shop.media}/")
    kept = bytes(obstore.get(store, key).bytes())
    assert not any(word in kept for word in (b"36.8219", b"Jane"))
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size, picture.getexif()) == ("WEBP", (400, 1200), {})
    assert (await shop.get("/products")).json()["items"][0]["images"] == [answer.json()]


async def test_pictures_are_ordered_described_and_deleted(shop: Any, store: Any) -> None:
    product = await shop.product("Shirt")
    path = f"/products/{product['id']}/images"
    kinds = ("PNG", "JPEG", "WEBP")
    first, second, third = [
        shop.made(await shop.upload(product["id"], shop.picture(kind))) for kind in kinds
    ]

    moved = await shop.patch(f"{path}/{third['id']}", {"position": 0, "alt_text": "Back"})
    assert (moved.status_code, moved.json()["alt_text"]) == (200, "Back")
    assert (await shop.delete(f"{path}/{first['id']}")).status_code == 204

    shown = (await shop.get(f"/products/{product['id']}")).json()
    assert [image["id"] for image in shown["images"]] == [third["id"], second["id"]]
    for answer in (
        await shop.delete(f"{path}/{first['id']}"),
        await shop.patch(f"{path}/{first['id']}", {"position": 0}),
    ):
        assert shop.code(answer) == (404, "not_found")
    clock = timers(shop.app.state.sessions, ObjectPictures(store))
    [sweep] = [timer for timer in clock if timer.name == "sweep objects"]
    assert len(obstore.list(store).collect()) == 3
    await sweep.job()
    await sweep.job()
    assert len(obstore.list(store).collect()) == 2
    assert await shop.rows("select key from discarded_objects") == []


def bomb() -> bytes:
    """A PNG that says it has 50,000 by 50,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels)


async def test_what_is_no_picture_is_not_kept(shop: Any, store: Any) -> None:
    product = await shop.product("Shirt")
    png = shop.picture()
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    gif = io.BytesIO()
    Image.new("P", (4, 4)).save(gif, "GIF")
    cases = [
        (svg, 415, "unsupported_media_type"),
        (gif.getvalue(), 415, "unsupported_media_type"),
        (b"%!PS-Adobe-3.0 EPSF", 415, "unsupported_media_type"),
        (b"", 415, "unsupported_media_type"),
        (png[:60], 422, "picture_unreadable"),
        (b"\x89PNG\r\n\x1a\n" + svg, 422, "picture_unreadable"),
        (b"\xff\xd8\xff" + svg, 422, "picture_unreadable"),
        (b"RIFF\x00\x00\x00\x00WEBP" + svg, 422, "picture_unreadable"),
        (bomb(), 422, "picture_unreadable"),
        (png + b"\0" * 8 * 1024 * 1024, 413, "payload_too_large"),
        (png + b"\0" * 9 * 1024 * 1024, 413, "payload_too_large"),
    ]

    for data, status, code in cases:
        assert shop.code(await shop.upload(product["id"], data)) == (status, code), data[:20]

    assert obstore.list(store).collect() == []
    polyglot = await shop.upload(product["id"], png + svg)
    key = polyglot.json()["url"].removeprefix(f"{shop.media}/")
    assert b"script" not in bytes(obstore.get(store, key).bytes())


async def test_impossible_uploads_are_refused(shop: Any, store: Any) -> None:
    product = await shop.product("Shirt")
    path = f"/api/v1/admin/products/{product['id']}/images"
    png = shop.picture()

    async def send(**request: Any) -> tuple[int, str]:
        headers = {**shop.staff, **request.pop("headers", {})}
        return shop.code(await shop.http.post(path, headers=headers, **request))

    form = {"content-type": "multipart/form-data; boundary=x"}
    assert await send(json={}) == (415, "unsupported_media_type")
    assert await send(content=png, headers={"content-type": "image/png"}) == (
        415,
        "unsupported_media_type",
    )
    assert await send(files={"picture": png}) == (422, "validation_failed")
    assert await send(files={"file": png}, data={"alt_text": "a\0b"}) == (422, "validation_failed")
    assert await send(files={"file": png}, data={"note": "x"}) == (422, "validation_failed")
    assert await send(data={"file": "x"}, files={"alt_text": png}) == (422, "validation_failed")
    assert await send(files=[("file", png)] * 3) == (400, "malformed_body")
    for broken in (b"", b"--x", b"\0\xff" * 99, b"--x\r\nnonsense\r\n\r\n--x--"):
        status, _ = await send(content=broken, headers=form)
        assert status in {400, 422}, broken
    nowhere = await shop.upload(str(new_id()), png)
    assert shop.code(nowhere) == (404, "not_found")
    assert obstore.list(store).collect() == []


async def test_an_upload_with_a_key_happens_once(shop: Any, store: Any) -> None:
    product = await shop.product("Shirt")
    path = f"/api/v1/admin/products/{product['id']}/images"
    headers = {**shop.staff, "idempotency-key": "front"}

    async def send(data: bytes) -> Any:
        return await shop.http.post(path, headers=headers, files={"file": data})

    first, again = await send(shop.picture()), await send(shop.picture())
    other = await send(shop.picture(size=(9, 9)))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert shop.code(other) == (422, "idempotency_key_reused")
    assert len(obstore.list(store).collect()) == 1


async def test_no_connection_waits_while_a_picture_is_made(shop: Any) -> None:
    product = await shop.product("Shirt")
    pictures = shop.app.state.pictures
    pool = shop.app.state.sessions.kw["bind"].pool
    lent: list[int] = []

    class Watched:
        delete = staticmethod(pictures.delete)

        async def store(self, data: bytes) -> Any:
            lent.append(pool.checkedout())
            return await pictures.store(data)

    shop.app.state.pictures = Watched()
    answer = await shop.http.post(
        f"/api/v1/admin/products/{product['id']}/images",
        headers={**shop.staff, "idempotency-key": "front"},
        files={"file": shop.picture()},
    )

    assert answer.status_code == 201
    assert lent == [0]


async def test_a_lost_object_store_is_told_as_such(settings: Any, shop: Any) -> None:
    product = await shop.product("Shirt")
    shop.app.state.pictures = ObjectPictures(bucket(settings))

    answer = await shop.upload(product["id"], shop.picture())

    assert shop.code(answer) == (503, "unavailable")
    assert answer.headers["retry-after"] == "1"
