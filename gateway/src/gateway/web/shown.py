"""The storefront's pages as the gateway needs to know them: what each shows first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, urlencode

SHOP: Final = "/api/v1/shop"
_PRODUCTS: Final = "/api/v1/products"
_CATEGORIES: Final = "/api/v1/categories"
_FIRST: Final = 24
"""How many products a list begins with; the storefront asks for as many."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A path of the public API and what is asked of it."""

    path: str
    filters: Mapping[str, str] = field(default_factory=dict)
    priced: bool = True

    def query(self, currency: str) -> bytes:
        """The query, in the order in which it is always written."""
        priced = {"currency": currency} if self.priced and currency else {}
        return urlencode({**self.filters, **priced}).encode()


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what is asked for it, by the name that the storefront finds it under."""

    asks: Mapping[str, Asked]
    subject: str
    """Which of these the page is about: without it there is no such page."""
    address: str
    """Its own path; empty for pages that are nobody's to find."""


def page_at(segments: list[str]) -> Page:
    """The page at a path, whose segments are given decoded."""
    match segments:
        case [""]:
            return _page(address="/", products=_list(featured="true"))
        case ["p", slug] if slug:
            product = Asked(f"{_PRODUCTS}/{quote(slug, safe='')}")
            return _page("product", f"/p/{quote(slug, safe='')}", product=product)
        case ["c", slug] if slug:
            category = Asked(f"{_CATEGORIES}/{quote(slug, safe='')}", priced=False)
            address = f"/c/{quote(slug, safe='')}"
            products = _list(category=slug)
            return _page("category", address, category=category, products=products)
        case _:
            return _page()


def _page(subject: str = "", address: str = "", **asks: Asked) -> Page:
    # The menu stands on every page.
    menu = Asked(_CATEGORIES, {"limit": "100"}, priced=False)
    return Page({"categories": menu, **asks}, subject, address)


def _list(**filters: str) -> Asked:
    return Asked(_PRODUCTS, {**filters, "limit": str(_FIRST)})
