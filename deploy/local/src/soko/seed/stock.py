"""The demo shop's settings and goods; the goods are completed: slugs, SKUs, prices, stock."""

import re
import tomllib
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import product as combinations
from typing import Any

UNITS = 250
"""Units of each variant that is not sold out."""

CURRENCIES = {"KES": (1.0, 50), "ETB": (1.05, 50), "NGN": (11.6, 500), "USD": (1 / 129, 0.5)}
"""Units of a currency for one KES, and the step that prices are rounded to."""


@dataclass(frozen=True)
class Variation:
    """One variant of a product that has options."""

    sku: str
    options: dict[str, str]
    units: int


@dataclass(frozen=True)
class Good:
    """A product as the admin API is told of it."""

    slug: str
    name: str
    text: str
    sku: str
    kes: int
    path: tuple[str, ...]
    motif: str
    tax_class: str
    featured: bool
    units: int
    variations: tuple[Variation, ...] = field(default=())

    @property
    def prices(self) -> list[dict[str, Any]]:
        """Its price in every currency of the shop, in minor units."""
        return [{"amount": price(self.kes, code), "currency": code} for code in CURRENCIES]


def goods() -> list[Good]:
    """All products of the demo shop, always the same."""
    data = _read("shop.toml")
    return [_good(leaf, item) for leaf in data["leaf"] for item in leaf["products"]]


def shop_settings() -> dict[str, Any]:
    """What the demo shop is called, how it looks, and its legal texts."""
    return _read("settings.toml")


def category_paths(items: list[Good]) -> list[tuple[str, ...]]:
    """Every category that the goods stand in or below, parents first."""
    found = {item.path[:depth] for item in items for depth in range(1, len(item.path) + 1)}
    return sorted(found, key=lambda path: (len(path), path))


def slug_of(*names: str) -> str:
    """Words as they stand in an address."""
    return re.sub(r"[^a-z0-9]+", "-", " ".join(names).lower()).strip("-")


def price(kes: float, currency: str) -> int:
    """Minor units of a currency for so many KES, rounded to a price one would print."""
    rate, step = CURRENCIES[currency]
    return round(max(step, round(kes * rate / step) * step) * 100)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text())


def _good(leaf: dict[str, Any], item: dict[str, Any]) -> Good:
    slug = slug_of(item["name"])
    sku = "-".join(word[:4].upper() for word in slug.split("-")[:4])
    units = 0 if item.get("sold_out") else UNITS
    return Good(
        slug=slug,
        name=item["name"],
        text=item["text"],
        sku=sku,
        kes=item["kes"],
        path=tuple(leaf["path"]),
        motif=leaf["motif"],
        tax_class=leaf.get("tax_class", "standard"),
        featured=item.get("featured", False),
        units=units,
        variations=_variations(sku, leaf.get("options", {}), units),
    )


def _variations(sku: str, options: dict[str, list[str]], units: int) -> tuple[Variation, ...]:
    """One for each combination."""
    if not options:
        return ()
    return tuple(
        Variation(
            sku="-".join([sku, *(slug_of(value).upper() for value in values)]),
            options=dict(zip(options, values, strict=True)),
            units=units,
        )
        for values in combinations(*options.values())
    )
