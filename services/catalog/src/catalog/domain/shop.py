"""The shop's own settings: one row, owned here and copied by those who need it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from catalog.domain.merging import merged
from common.errors import FieldError, Invalid

COLOURS_AT_MOST: Final = 30
TEXTS_AT_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Country:
    """A country the shop sells to; `tax_included` says whether prices there contain tax."""

    code: str
    tax_included: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """What the shop is called, how it looks, which languages it speaks and where it sells."""

    name: str
    logo_url: str | None = None
    colours: Mapping[str, str] = field(default_factory=dict)
    currencies: tuple[str, ...]
    default_currency: str
    countries: tuple[Country, ...]
    languages: tuple[str, ...]
    """BCP 47 codes, the shop's own first."""
    legal: Mapping[str, str] = field(default_factory=dict)
    version: int = 1


AT_FIRST: Final = Shop(
    name="Soko",
    currencies=("KES", "ETB", "NGN", "USD"),
    default_currency="KES",
    countries=(Country("KE", tax_included=True), Country("ET"), Country("NG"), Country("US")),
    languages=("en", "sw", "am", "fr"),
)
"""What a new shop starts with."""


def revised(shop: Shop, changes: Mapping[str, Any]) -> Shop:
    """Apply a partial update; raise `Invalid` where the settings would contradict each other."""
    merging = {"colours": shop.colours, "legal": shop.legal}
    documents = {
        name: merged(standing, changes[name])
        for name, standing in merging.items()
        if name in changes
    }
    changed = replace(shop, **{**changes, **documents}, version=shop.version + 1)
    _check(changed)
    return changed


def _check(shop: Shop) -> None:
    if shop.default_currency not in shop.currencies:
        raise _refused("default_currency", "not_among_currencies")
    if len(shop.colours) > COLOURS_AT_MOST:
        raise _refused("colours", "too_many")
    if len(shop.legal) > TEXTS_AT_MOST:
        raise _refused("legal", "too_many")
    codes = tuple(country.code for country in shop.countries)
    lists = {"currencies": shop.currencies, "languages": shop.languages, "countries": codes}
    for place, values in lists.items():
        if len(set(values)) != len(values):
            raise _refused(place, "repeated")


def _refused(place: str, code: str) -> Invalid:
    return Invalid(
        "the settings contradict each other",
        errors=[FieldError(pointer=f"#/{place}", code=code, detail=code.replace("_", " "))],
    )
