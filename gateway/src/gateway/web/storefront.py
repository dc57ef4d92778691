"""The storefront's page, stamped with what it shows first."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from gateway.exchange import Exchange
from gateway.limits import Limits, caller_of
from gateway.routes import Rate
from gateway.web import head
from gateway.web.catalog import Catalog, Told
from gateway.web.head import Head
from gateway.web.held import Held, compressed
from gateway.web.languages import wanted
from gateway.web.policy import Policy
from gateway.web.shown import SHOP, Page, page_at

MARK: Final = "<!--head-->"
"""Where the page takes its head."""

_MOST: Final = 256
"""Stamped pages that are held; the oldest go first."""
_ASK: Final = (b"cache-control", b"no-cache")
_VARY: Final = b"Accept-Encoding, Accept-Language"

_Key = tuple[str, bool, tuple[str, ...], tuple[tuple[str, bytes], ...]]


class Storefront:
    """Serves the page at any address of the shop window."""

    def __init__(
        self, index: str, *, catalog: Catalog, policy: Policy, limits: Limits, base: str
    ) -> None:
        self._before, _, self._after = index.partition(MARK)
        self._catalog = catalog
        self._headers = [*policy.headers(), _ASK]
        self._limits = limits
        self._base = base
        self._pages: dict[_Key, Held] = {}
        self._shop = "Soko"

    async def answer(self, exchange: Exchange, segments: list[str]) -> None:
        """Send the page of a path, whatever catalog is able to say."""
        caller = caller_of(exchange.client)
        await self._limits.take(Rate.DEFAULT, caller, exchange.extra)
        page = page_at(segments)
        told = await self._told(exchange, page)
        subject = told.get(page.subject)
        if subject is not None and subject.status == HTTPStatus.MOVED_PERMANENTLY:
            await _lead_on(exchange, page, subject)
            return
        missing = subject is not None and subject.status != HTTPStatus.OK
        status = HTTPStatus.NOT_FOUND if missing else HTTPStatus.OK
        if missing:
            page = replace(page, subject="", address="")
        languages = wanted(exchange.given.get(b"accept-language", b""))
        await self._page(page, told, languages, missing=missing).send(exchange, status)

    async def _told(self, exchange: Exchange, page: Page) -> Mapping[str, Told]:
        shop = await self._catalog.tell(exchange, SHOP)
        currency = _currency(shop)
        answers = await asyncio.gather(
            *(
                self._catalog.tell(exchange, ask.path, ask.query(currency))
                for ask in page.asks.values()
            )
        )
        told = {"shop": shop, **dict(zip(page.asks, answers, strict=True))}
        return {name: one for name, one in told.items() if one}

    def _page(
        self, page: Page, told: Mapping[str, Told], languages: tuple[str, ...], *, missing: bool
    ) -> Held:
        """The page as it is now: made once for what is told, and held."""
        known = {name: one for name, one in told.items() if one.status == HTTPStatus.OK}
        tags = tuple((name, one.tag) for name, one in known.items())
        key = (page.address, missing, languages, tags)
        held = self._pages.get(key)
        if held is None:
            documents = {name: one.document for name, one in known.items()}
            stamp = self._head(page, documents, languages, missing=missing).html()
            held = self._stamped(stamp + _state(known))
            self._pages[key] = held
            if len(self._pages) > _MOST:
                del self._pages[next(iter(self._pages))]
        return held

    def _head(
        self,
        page: Page,
        documents: Mapping[str, Mapping[str, Any]],
        languages: tuple[str, ...],
        *,
        missing: bool,
    ) -> Head:
        self._shop = shop = documents.get("shop", {}).get("name") or self._shop
        products = documents.get("products", {}).get("items", ())
        address = f"{self._base}{page.address}" if page.address else ""
        if missing:
            return Head(title=shop, shop=shop, listed=False)
        match page.subject:
            case "product" if "product" in documents:
                found = head.of_product(shop, documents["product"], languages)
            case "category" if "category" in documents:
                found = head.of_category(shop, documents["category"], products, languages)
            case _:
                found = head.of_home(shop, products)
        return replace(found, address=address)

    def _stamped(self, stamp: str) -> Held:
        body = f"{self._before}{stamp}{self._after}".encode()
        return Held(compressed(body), self._headers, vary=_VARY)


async def _lead_on(exchange: Exchange, page: Page, told: Told) -> None:
    """Send whoever follows a former address to the present one, query and all."""
    slug = told.location.partition("?")[0].rpartition("/")[2]
    query = f"?{exchange.query.decode('latin-1')}" if exchange.query else ""
    location = f"{page.address.rpartition('/')[0]}/{slug}{query}"
    headers = [(b"location", location.encode("latin-1")), _ASK, (b"content-length", b"0")]
    await exchange.whole(HTTPStatus.MOVED_PERMANENTLY, headers, b"")


def _state(known: Mapping[str, Told]) -> str:
    """What is known, as a block of data that no text in it can end."""
    members = b",".join(b'"%s":%s' % (name.encode(), one.body) for name, one in known.items())
    safe = members.replace(b"<", rb"\u003c").decode()
    return f'<script type="application/json" id="soko-state">{{{safe}}}</script>'


def _currency(shop: Told | None) -> str:
    """What prices are shown in before anyone chooses; empty when the shop does not answer."""
    if shop is None or shop.status != HTTPStatus.OK:
        return ""
    return str(shop.document.get("default_currency", ""))
