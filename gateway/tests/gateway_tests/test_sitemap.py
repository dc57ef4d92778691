"""What search engines are told."""

import re
from pathlib import Path
from typing import Any

import pytest

from gateway.web import sitemap
from gateway_tests.conftest import Opened, Stub
from gateway_tests.shopwindow import BASE, KETTLE, build, counted, listing, open_shop, says


@pytest.fixture
def told(stubs: dict[str, Stub], tmp_path: Path) -> dict[str, Any]:
    """The settings of a gateway before a shop that has something to show."""
    open_shop(stubs["catalog"])
    return {"web_dir": str(build(tmp_path)), "storefront_url": f"{BASE}/"}


async def test_the_map_names_every_page_and_when_it_changed(
    opened: Opened, stubs: dict[str, Stub], told: dict[str, Any]
) -> None:
    last = {**KETTLE, "slug": "jug"}
    pages = {"": listing(KETTLE, after="n&xt"), "n%26xt": listing(last)}
    queries = counted(
        stubs["catalog"],
        "/api/v1/products",
        lambda query: pages[query.partition("cursor=")[2]],
    )

    async with opened(**told) as gate:
        answer = await gate.client.get("/sitemap.xml")
        again = await gate.client.get("/sitemap.xml")

    assert answer.headers["content-type"] == "application/xml"
    assert re.findall("<loc>(.*?)</loc>", answer.text) == [
        f"{BASE}/",
        f"{BASE}/c/kitchen",
        f"{BASE}/p/kettle",
        f"{BASE}/p/jug",
    ]
    assert f"<loc>{BASE}/p/jug</loc><lastmod>2026-11-01T10:00:00Z</lastmod>" in answer.text
    assert again.content == answer.content
    assert len(queries) == 2


async def test_the_map_holds_no_more_than_a_map_may(
    opened: Opened, told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "MOST", 2)
    monkeypatch.setattr(sitemap, "_PER_PAGE", 1)

    async with opened(**told) as gate:
        answer = await gate.client.get("/sitemap.xml")

    assert answer.text.count("<url>") == 2


async def test_an_old_map_is_better_than_none(
    opened: Opened, stubs: dict[str, Stub], told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "_LASTS_SECONDS", 0.0)
    monkeypatch.setattr(sitemap, "_RETRY_SECONDS", 0.0)
    async with opened(**told) as gate:
        known = await gate.client.get("/sitemap.xml")
        stubs["catalog"].handlers["/api/v1/products"] = says({}, 503)
        kept = await gate.client.get("/sitemap.xml")
    async with opened(**told) as gate:
        none = await gate.client.get("/sitemap.xml")

    assert (kept.status_code, kept.content) == (200, known.content)
    assert (none.status_code, none.json()["code"]) == (503, "unavailable")


async def test_robots_are_kept_from_what_is_nobodys_to_find(
    opened: Opened, told: dict[str, Any]
) -> None:
    async with opened(**told) as gate:
        answer = await gate.client.get("/robots.txt")

    lines = answer.text.splitlines()
    assert lines[0] == "User-agent: *"
    closed = {"/admin", "/api", "/checkout", "/orders", "/account"}
    assert {f"Disallow: {path}" for path in closed} <= set(lines)
    assert lines[-1] == f"Sitemap: {BASE}/sitemap.xml"
