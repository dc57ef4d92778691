"""Loads the demo shop through the public API; whatever is there already is left as it is."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from soko.api import Api, Body, Refused
from soko.seed.pictures import picture
from soko.seed.stock import CURRENCIES, Good, category_paths, goods, price, shop_settings, slug_of

AT_ONCE = 4
"""Products loaded beside each other."""

TOLD_EVERY = 5
_CONFLICT = 409
_SHIPPING: tuple[tuple[str, str, int, list[str], int, int], ...] = (
    ("standard", "Standard", 300, [], 3, 7),
    ("express", "Express", 750, [], 1, 2),
    ("pickup-nairobi", "Pick-up in Nairobi", 100, ["KE"], 0, 1),
)
_TAX = {
    ("KE", "standard"): 1600,
    ("ET", "standard"): 1500,
    ("NG", "standard"): 750,
    ("US", "standard"): 0,
    ("KE", "food"): 0,
    ("ET", "food"): 0,
    ("NG", "food"): 0,
    ("US", "food"): 0,
}
"""Basis points by country and class of goods."""

Tell = Callable[[str], None]


async def load(api: Api, tell: Tell) -> None:
    """Load everything but the accounts; the API must be signed in as an administrator."""
    items = goods()
    tell("Loading the demo shop: settings")
    await furnish(api)
    tell("Loading the demo shop: categories")
    categories = await _categories(api, items)
    await _products(api, items, categories, tell)


async def furnish(api: Api) -> None:
    """Load what every shop needs to sell: its settings, what shipping costs, taxes."""
    await _settings(api)
    await _tariffs(api)


async def every(api: Api, path: str) -> AsyncIterator[Body]:
    """All items of a list, page by page."""
    cursor: dict[str, str] = {}
    while True:
        page = await api.get(path, limit=100, **cursor)
        for item in page["items"]:
            yield item
        if page["next_cursor"] is None:
            return
        cursor = {"cursor": page["next_cursor"]}


async def unless_there(making: Any) -> None:
    """Await a call, and take it for done when the shop answers that it exists."""
    try:
        await making
    except Refused as refused:
        if refused.status != _CONFLICT:
            raise


async def _settings(api: Api) -> None:
    settings = await api.get("/admin/settings")
    if not settings["colours"]:
        await api.patch("/admin/settings", shop_settings(), version=settings["version"])


async def _tariffs(api: Api) -> None:
    for code, name, kes, countries, least, most in _SHIPPING:
        prices = [{"amount": price(kes, currency), "currency": currency} for currency in CURRENCIES]
        body = {"code": code, "name": name, "prices": prices, "countries": countries}
        days = {"min_days": least, "max_days": most}
        await unless_there(api.post("/admin/shipping-methods", body | days))
    for (country, tax_class), basis_points in _TAX.items():
        rate = {"country": country, "tax_class": tax_class, "basis_points": basis_points}
        await unless_there(api.post("/admin/tax-rates", rate))


async def _categories(api: Api, items: list[Good]) -> dict[tuple[str, ...], str]:
    """The id of each category by its path of names."""
    known = {item["slug"]: item["id"] async for item in every(api, "/admin/categories")}
    ids: dict[tuple[str, ...], str] = {}
    for position, path in enumerate(category_paths(items)):
        slug = slug_of(path[-1])
        if slug not in known:
            parent = {"parent_id": ids[path[:-1]]} if path[:-1] else {}
            body = {"name": path[-1], "slug": slug, "position": position} | parent
            known[slug] = (await api.post("/admin/categories", body))["id"]
        ids[path] = known[slug]
    return ids


async def _products(
    api: Api, items: list[Good], categories: dict[tuple[str, ...], str], tell: Tell
) -> None:
    known = {item["slug"]: item async for item in every(api, "/admin/products")}
    allowed = asyncio.Semaphore(AT_ONCE)
    done = 0

    async def one(good: Good) -> None:
        nonlocal done
        async with allowed:
            await _product(api, good, categories[good.path], known.get(good.slug))
        done += 1
        if done % TOLD_EVERY == 0:
            tell(f"Loading the demo shop: {done} of {len(items)} products")

    async with asyncio.TaskGroup() as group:
        for good in items:
            group.create_task(one(good))


async def _product(api: Api, good: Good, category_id: str, known: Body | None) -> None:
    """Make a product, or finish one that an interrupted load began; publish it last."""
    if known is not None and known["status"] != "draft":
        return
    product = await (
        api.get(f"/admin/products/{known['id']}")
        if known
        else api.post("/admin/products", _body(good, category_id))
    )
    path = f"/admin/products/{product['id']}"
    there = {variant["sku"] for variant in product["variants"]}
    for variation in good.variations:
        if variation.sku not in there:
            body = {"sku": variation.sku, "options": variation.options}
            await api.post(f"{path}/variants", body | {"initial_stock": variation.units})
    if not product["images"]:
        await _upload(api, path, good)
    await api.post(f"{path}/publish")


async def _upload(api: Api, path: str, good: Good) -> None:
    drawn = await asyncio.to_thread(picture, good.slug, good.motif)
    files = {"file": (f"{good.slug}.jpg", drawn, "image/jpeg")}
    await api.post(f"{path}/images", data={"alt_text": good.name}, files=files)


def _body(good: Good, category_id: str) -> Body:
    units = {} if good.variations else {"initial_stock": good.units}
    return {
        "name": good.name,
        "slug": good.slug,
        "description": good.text,
        "category_id": category_id,
        "sku": good.sku,
        "prices": good.prices,
        "tax_class": good.tax_class,
        "featured": good.featured,
        "status": "draft",
    } | units
