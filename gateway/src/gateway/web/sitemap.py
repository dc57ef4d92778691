"""What search engines are told: every address of the shop window, and which are not for them."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from html import escape
from itertools import islice
from typing import Any, Final
from urllib.parse import quote, urlencode

import aiohttp
import orjson

from common import logs
from common.errors import Unavailable
from gateway.exchange import Exchange
from gateway.headers import Introduction
from gateway.routes import Upstream
from gateway.upstream import Services
from gateway.web.held import PLAIN, Held, compressed

MOST: Final = 50_000
"""Addresses in one sitemap (sitemaps.org)."""

_LASTS_SECONDS: Final = 600.0
_RETRY_SECONDS: Final = 10.0
_PATIENCE_SECONDS: Final = 60.0
_PER_PAGE: Final = 100
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_CLOSED: Final = ("/admin", "/api", "/checkout", "/orders", "/account")

log = logs.logger("sitemap")


class Sitemap:
    """The map of the shop, drawn anew every few minutes when somebody asks."""

    def __init__(self, services: Services, introduction: Introduction, *, base: str) -> None:
        self._services = services
        self._introduction = introduction
        self._base = base
        self._held: Held | None = None
        self._stale_at = float("-inf")
        self._lock = asyncio.Lock()

    async def answer(self, exchange: Exchange) -> None:
        """Send the map; an older one while catalog is away."""
        async with self._lock:
            if time.monotonic() >= self._stale_at:
                await self._renew(exchange)
        if self._held is None:
            raise Unavailable("the map of the shop cannot be drawn now; try again", retry_after=10)
        await self._held.send(exchange)

    async def _renew(self, exchange: Exchange) -> None:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                addresses = [address async for address in self._addresses(exchange)]
        except (Unavailable, aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("no new sitemap", error=repr(error))
            self._stale_at = time.monotonic() + _RETRY_SECONDS
            return
        self._held = _held(_xml(islice(addresses, MOST)))
        self._stale_at = time.monotonic() + _LASTS_SECONDS

    async def _addresses(self, exchange: Exchange) -> AsyncIterator[str]:
        yield _url(f"{self._base}/", None)
        for kind, path in (("c", "/api/v1/categories"), ("p", "/api/v1/products")):
            async for item in self._all(exchange, path):
                yield _url(f"{self._base}/{kind}/{quote(item['slug'])}", item.get("updated_at"))

    async def _all(self, exchange: Exchange, path: str) -> AsyncIterator[dict[str, Any]]:
        """Yield what a list holds, as many as fit."""
        asked: dict[str, Any] = {"limit": _PER_PAGE}
        for _ in range(MOST // _PER_PAGE):
            page = await self._page(exchange, f"{path}?{urlencode(asked)}")
            for item in page["items"]:
                yield item
            if page["next_cursor"] is None:
                return
            asked["cursor"] = page["next_cursor"]

    async def _page(self, exchange: Exchange, target: str) -> Any:
        headers = self._introduction.alone(exchange)
        async with self._services.call(Upstream.CATALOG, "GET", target, headers=headers) as answer:
            if not answer.ok:
                raise Unavailable("catalog did not list what it has")
            return orjson.loads(await answer.read())


def robots(base: str) -> Held:
    """Which addresses are nobody's to list, and where the others are."""
    closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
    text = f"User-agent: *\n{closed}\nSitemap: {base}/sitemap.xml\n"
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"public, max-age=600"),
    ]
    return Held({PLAIN: text.encode()}, headers)


def _url(address: str, changed_at: str | None) -> str:
    changed = f"<lastmod>{escape(changed_at)}</lastmod>" if changed_at else ""
    return f"<url><loc>{escape(address)}</loc>{changed}</url>"


def _xml(urls: Iterator[str]) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_NAMESPACE}">'
    return "\n".join([head, *urls, "</urlset>\n"]).encode()


def _held(body: bytes) -> Held:
    headers = [
        (b"content-type", b"application/xml"),
        (b"cache-control", b"public, max-age=%d" % _LASTS_SECONDS),
    ]
    return Held(compressed(body), headers)
