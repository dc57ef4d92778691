"""A small built web client, and a catalog that has something to show."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gateway_tests.conftest import Handler, Stub, reply

MEDIA = "https://media.example/soko"
BASE = "https://shop.example"
SHOP = {"name": "Duka & Co", "default_currency": "KES", "currencies": ["KES"]}
KETTLE = {
    "id": "0196f0e4-0000-7000-8000-000000000001",
    "slug": "kettle",
    "name": "Kettle",
    "description": "Boils   <fast>.\nHolds 2 l.",
    "translations": {"fr": {"name": "Bouilloire", "description": "Chauffe vite."}, "sw": None},
    "images": [{"url": f"{MEDIA}/kettle.webp", "sizes": [{"url": f"{MEDIA}/kettle.webp"}]}],
    "updated_at": "2026-11-01T10:00:00Z",
}
KITCHEN = {
    "slug": "kitchen",
    "name": "Kitchen",
    "translations": {"fr": {"name": "Cuisine"}},
    "updated_at": "2026-10-01T10:00:00Z",
}
SCRIPT = b"console.log('soko')" * 100


def build(folder: Path) -> Path:
    """Write what a build leaves behind."""
    assets = folder / "storefront/assets"
    assets.mkdir(parents=True)
    index = "<!doctype html><html><head><!--head--></head><body></body></html>"
    (folder / "storefront/index.html").write_text(index)
    (folder / "storefront/icon.svg").write_text("<svg/>")
    (assets / "index-a1b2.js").write_bytes(SCRIPT)
    (assets / "index-a1b2.js.gz").write_bytes(gzip.compress(SCRIPT))
    (assets / "index-a1b2.js.br").write_bytes(b"brotli")
    (folder / "admin").mkdir()
    page = '<meta name="csp-nonce" content="__CSP_NONCE__">'
    (folder / "admin/index.html").write_text(page)
    (folder / "admin/icon.svg").write_text("<svg/>")
    return folder


def says(body: Any, status: int = 200, **headers: str) -> Handler:
    """Let a stub answer this."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        await reply(send, status, body, named)

    return answer


def listing(*items: Any, after: str | None = None) -> dict[str, Any]:
    return {"items": list(items), "next_cursor": after}


def open_shop(catalog: Stub) -> None:
    """Have catalog show a shop with one product."""
    catalog.handlers |= {
        "/api/v1/shop": says(SHOP),
        "/api/v1/products": says(listing(KETTLE)),
        "/api/v1/products/kettle": says(KETTLE),
        "/api/v1/categories": says(listing(KITCHEN)),
        "/api/v1/categories/kitchen": says(KITCHEN),
        "/api/v1/products/pot": says(
            b"", 301, location="/api/v1/products/kettle", cache_control="max-age=2"
        ),
    }
    for gone in ("/api/v1/products/gone", "/api/v1/categories/gone"):
        catalog.handlers[gone] = says({"code": "not_found"}, 404)


def counted(catalog: Stub, path: str, body: Callable[[str], Any]) -> list[str]:
    """Let a path answer by its query; returns the queries as they come."""
    queries: list[str] = []

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        queries.append(scope["query_string"].decode())
        await reply(send, 200, body(queries[-1]))

    catalog.handlers[path] = answer
    return queries
