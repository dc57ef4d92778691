"""What stands in a page's head before any script ran: for search engines, and the first paint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from gateway.web.languages import said

_SHORT: Final = 160
"""Characters of a description that others show."""

_PRELOAD: Final = '<link rel="preload" as="image" fetchpriority="high" href="{}">'

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The facts of a page's head; what is empty is left out."""

    title: str
    shop: str = ""
    description: str = ""
    address: str = ""
    """Where the page is found, whatever led to it."""
    picture: Document | None = None
    kind: str = "website"
    listed: bool = True
    """Whether search engines may show it."""

    def html(self) -> str:
        """The elements, in one line."""
        address = escape(self.address)
        picture = escape(str((self.picture or {}).get("url") or ""))
        elements = [
            (True, f"<title>{escape(self.title)}</title>"),
            (self.description, _meta("name", "description", self.description)),
            (not self.listed, _meta("name", "robots", "noindex")),
            (address, f'<link rel="canonical" href="{address}">'),
            (True, _meta("property", "og:title", self.title)),
            (self.description, _meta("property", "og:description", self.description)),
            (True, _meta("property", "og:type", self.kind)),
            (self.shop, _meta("property", "og:site_name", self.shop)),
            (address, _meta("property", "og:url", self.address)),
            (picture, f'<meta property="og:image" content="{picture}">'),
            (picture and _is_alone(self.picture), _PRELOAD.format(picture)),
        ]
        return "".join(element for stands, element in elements if stands)


def of_product(shop: str, product: Document, languages: tuple[str, ...]) -> Head:
    """A product's head, but for its address."""
    return Head(
        title=_titled(said(product, "name", languages), shop),
        shop=shop,
        description=shortened(said(product, "description", languages)),
        picture=next(iter(product.get("images") or ()), None),
        kind="product",
    )


def of_category(
    shop: str, category: Document, products: Sequence[Document], languages: tuple[str, ...]
) -> Head:
    """A category's head, but for its address."""
    return Head(
        title=_titled(said(category, "name", languages), shop),
        shop=shop,
        description=_names(products),
        picture=_first_picture(products),
    )


def of_home(shop: str, products: Sequence[Document]) -> Head:
    """The head of the page that greets, but for its address."""
    return Head(
        title=shop, shop=shop, description=_names(products), picture=_first_picture(products)
    )


def shortened(text: str) -> str:
    """A text on one line, cut between words where it is long."""
    line = " ".join(text.split())
    if len(line) <= _SHORT:
        return line
    return f"{line[:_SHORT].rsplit(' ', 1)[0].rstrip(',.;:')}…"


def _titled(name: str, shop: str) -> str:
    return f"{name} · {shop}" if shop else name


def _names(products: Sequence[Document]) -> str:
    """A list describes itself: in whatever language the products are named."""
    return shortened(", ".join(str(product.get("name", "")) for product in products))


def _first_picture(products: Sequence[Document]) -> Document | None:
    return next((picture for product in products for picture in product.get("images") or ()), None)


def _meta(by: str, name: str, content: str) -> str:
    return f'<meta {by}="{name}" content="{escape(content)}">'


def _is_alone(picture: Document | None) -> bool:
    """Whether the page can show no other size of it than this."""
    return len((picture or {}).get("sizes") or ()) <= 1
