"""Pages of the web clients: what stands in them before any script runs, and what they may do."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import pytest_asyncio

from gateway.cache import Change
from gateway.web.head import of_product, shortened
from gateway.web.languages import said, wanted
from gateway_tests.conftest import Gate, Opened, Stub
from gateway_tests.shopwindow import (
    BASE,
    KETTLE,
    KITCHEN,
    MEDIA,
    SHOP,
    build,
    counted,
    listing,
    open_shop,
    says,
)
from gateway_tests.test_door import is_problem

EVERYWHERE = {"shop": SHOP, "categories": listing(KITCHEN)}
"""What every page knows."""
STOREFRONT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob: https://media.example; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest_asyncio.fixture(loop_scope="session")
async def window(opened: Opened, stubs: dict[str, Stub], tmp_path: Path) -> AsyncIterator[Gate]:
    """A gateway that serves both web clients of a shop that has something to show."""
    open_shop(stubs["catalog"])
    async with opened(
        web_dir=str(build(tmp_path)), media_base_url=MEDIA, storefront_url=BASE
    ) as gate:
        yield gate


def state_of(page: httpx.Response) -> dict[str, Any]:
    [block] = re.findall(
        r'<script type="application/json" id="soko-state">([^<]*)</script>', page.text
    )
    found: dict[str, Any] = orjson.loads(block)
    return found


def meta_of(page: httpx.Response) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:name|property)="([\w:]+)" content="([^"]*)">', page.text))


def title_of(page: httpx.Response) -> str:
    [title] = re.findall("<title>(.*?)</title>", page.text)
    return str(title)


async def test_a_product_is_in_its_page_before_any_script(window: Gate) -> None:
    page = await window.client.get("/p/kettle?utm_source=mail")

    assert (page.status_code, title_of(page)) == (200, "Kettle · Duka &amp; Co")
    assert meta_of(page) == {
        "description": "Boils &lt;fast&gt;. Holds 2 l.",
        "og:title": "Kettle · Duka &amp; Co",
        "og:description": "Boils &lt;fast&gt;. Holds 2 l.",
        "og:type": "product",
        "og:site_name": "Duka &amp; Co",
        "og:url": f"{BASE}/p/kettle",
        "og:image": f"{MEDIA}/kettle.webp",
    }
    assert f'<link rel="canonical" href="{BASE}/p/kettle">' in page.text
    assert f'as="image" fetchpriority="high" href="{MEDIA}/kettle.webp">' in page.text
    assert state_of(page) == {**EVERYWHERE, "product": KETTLE}
    assert "<fast>" not in page.text


async def test_a_category_and_the_front_bring_their_first_list(
    window: Gate, stubs: dict[str, Stub]
) -> None:
    queries = counted(stubs["catalog"], "/api/v1/products", lambda _: listing(KETTLE, after="x"))

    category = await window.client.get("/c/kitchen/")
    front = await window.client.get("/")

    assert queries == [
        "category=kitchen&limit=24&currency=KES",
        "featured=true&limit=24&currency=KES",
    ]
    first = listing(KETTLE, after="x")
    assert state_of(category) == {**EVERYWHERE, "category": KITCHEN, "products": first}
    assert state_of(front) == {**EVERYWHERE, "products": first}
    assert title_of(category) == "Kitchen · Duka &amp; Co"
    assert meta_of(category)["og:url"] == f"{BASE}/c/kitchen"
    assert (title_of(front), meta_of(front)["description"]) == ("Duka &amp; Co", "Kettle")


@pytest.mark.parametrize("path", ["/checkout", "/orders/1", "/search?q=pot", "/legal/terms"])
async def test_any_other_page_knows_the_shop(window: Gate, path: str) -> None:
    page = await window.client.get(path)

    assert (page.status_code, state_of(page)) == (200, EVERYWHERE)
    assert "og:url" not in meta_of(page)


@pytest.mark.parametrize("path", ["/p/gone", "/c/gone", "/p/suggestions"])
async def test_what_is_not_there_is_a_page_that_says_so(
    window: Gate, stubs: dict[str, Stub], path: str
) -> None:
    stubs["catalog"].handlers["/api/v1/products/suggestions"] = says({}, 400)

    page = await window.client.get(path)

    assert (page.status_code, title_of(page)) == (404, "Duka &amp; Co")
    assert meta_of(page)["robots"] == "noindex"
    assert "canonical" not in page.text
    assert {"shop": SHOP}.items() <= state_of(page).items()


async def test_a_former_address_leads_to_the_present_one(window: Gate) -> None:
    answer = await window.client.get("/p/pot?utm_source=mail")

    assert answer.status_code == 301
    assert answer.headers["location"] == "/p/kettle?utm_source=mail"


async def test_texts_are_in_the_visitors_language(window: Gate) -> None:
    french = {"accept-language": "fr-CH, fr;q=0.9, en;q=0.8"}

    product = await window.client.get("/p/kettle", headers=french)
    category = await window.client.get("/c/kitchen", headers=french)

    assert title_of(product) == "Bouilloire · Duka &amp; Co"
    assert meta_of(product)["description"] == "Chauffe vite."
    assert title_of(category) == "Cuisine · Duka &amp; Co"
    assert product.headers["vary"] == "Accept-Encoding, Accept-Language"
    assert title_of(await window.client.get("/p/kettle")) == "Kettle · Duka &amp; Co"


@pytest.mark.parametrize(
    ("header", "languages"),
    [
        (b"", ()),
        (b"*", ()),
        (b"en;q=0.5, sw-KE, fr;q=0", ("sw", "en")),
        (b"a, b, c, <x>, fr", ("fr",)),
        (b"aa,bb,cc,dd,ee,ff", ("aa", "bb", "cc", "dd")),
    ],
)
def test_languages_are_read_by_their_weight(header: bytes, languages: tuple[str, ...]) -> None:
    assert wanted(header) == languages


@pytest.mark.parametrize(
    ("languages", "text"),
    [((), "Pot"), (("de", "fr"), "Marmite"), (("en", "fr"), "Pot"), (("sw",), "Pot")],
)
def test_a_text_is_said_in_the_first_language_that_has_it(
    languages: tuple[str, ...], text: str
) -> None:
    pot = {"name": "Pot", "translations": {"fr-CA": {"name": "Marmite"}, "sw": {"name": ""}}}

    assert said(pot, "name", languages) == text


def test_a_long_description_ends_between_words() -> None:
    short = shortened("word, " * 60)

    assert len(short) <= 161
    assert short.endswith("word…")


async def test_a_page_is_not_sent_twice_until_something_changes(
    window: Gate, stubs: dict[str, Stub]
) -> None:
    first = await window.client.get("/p/kettle")
    held = {"if-none-match": first.headers["etag"]}

    assert first.headers["cache-control"] == "no-cache"
    assert (await window.client.get("/p/kettle", headers=held)).status_code == 304
    stubs["catalog"].handlers["/api/v1/products/kettle"] = says({**KETTLE, "name": "Jug"})
    window.gateway.cache.drop(Change(all=True))
    changed = await window.client.get("/p/kettle", headers=held)
    assert (changed.status_code, title_of(changed)) == (200, "Jug · Duka &amp; Co")


async def test_visitors_of_one_page_ask_catalog_once(window: Gate, stubs: dict[str, Stub]) -> None:
    queries = counted(stubs["catalog"], "/api/v1/products/kettle", lambda _: KETTLE)

    for _ in range(5):
        await window.client.get("/p/kettle")

    assert queries == ["currency=KES"]


async def test_while_catalog_is_away_the_page_comes_without_its_data(
    window: Gate, stubs: dict[str, Stub]
) -> None:
    assert title_of(await window.client.get("/")) == "Duka &amp; Co"
    stubs["catalog"].handlers = {path: says({}, 503) for path in stubs["catalog"].handlers}
    window.gateway.cache.drop(Change(all=True))

    page = await window.client.get("/p/kettle")

    assert (page.status_code, title_of(page), state_of(page)) == (200, "Duka &amp; Co", {})


async def test_what_the_storefront_may_do_is_said_strictly(window: Gate) -> None:
    page = await window.client.get("/checkout")

    assert page.headers["content-security-policy"] == STOREFRONT_POLICY
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert page.headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in page.headers["permissions-policy"]


async def test_the_admins_nonce_is_never_used_twice(window: Gate) -> None:
    pages = [await window.client.get(path) for path in ("/admin", "/admin/", "/admin/orders/1")]

    nonces = [re.findall(r'content="([\w-]{22})"', page.text)[0] for page in pages]
    assert len(set(nonces)) == len(pages)
    for page, nonce in zip(pages, nonces, strict=True):
        expected = STOREFRONT_POLICY.replace(
            "style-src 'self'", f"style-src 'self' 'nonce-{nonce}'"
        )
        assert page.headers["content-security-policy"] == expected
        assert page.headers["cache-control"] == "no-store"


async def test_pages_are_taken_from_a_visitors_allowance(
    opened: Opened, stubs: dict[str, Stub], tmp_path: Path
) -> None:
    open_shop(stubs["catalog"])
    async with opened(web_dir=str(build(tmp_path)), rate_default=2) as gate:
        assert [(await gate.client.get("/p/kettle")).status_code for _ in range(3)] == [
            200,
            200,
            429,
        ]
        assert (await gate.client.get("/icon.svg")).status_code == 200


async def test_a_head_is_a_page_without_its_body(window: Gate) -> None:
    head = await window.client.head("/p/kettle")
    page = await window.client.get("/p/kettle")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == page.headers["content-length"]
    is_problem(await window.client.post("/p/kettle"), 405, "method_not_allowed")


def test_a_picture_of_many_sizes_is_left_for_the_page_to_choose() -> None:
    sizes = [{"url": f"{MEDIA}/{width}.webp", "width": width} for width in (400, 800)]
    kettle = {**KETTLE, "images": [{"url": f"{MEDIA}/800.webp", "sizes": sizes}]}

    head = of_product("Duka", kettle, ()).html()

    assert f'content="{MEDIA}/800.webp"' in head
    assert "preload" not in head
