"""How text is folded for searching and sorting, the same for what is stored and what is asked."""

import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, bindparam, event, func, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.ext.asyncio import AsyncEngine

from catalog.domain.product import Product

# Two letters swapped or one left out in a word of six still count as alike.
_ALIKE: Final = {"pg_trgm.word_similarity_threshold": "0.4"}


def forgive_typos(engine: AsyncEngine) -> None:
    """Have names that are nearly right found, on every connection that the pool opens."""

    @event.listens_for(engine.sync_engine, "do_connect")
    def forgive(_dialect: object, _record: object, _given: object, named: dict[str, Any]) -> None:
        named["server_settings"] = named["server_settings"] | _ALIKE


def folded(value: str) -> str:
    """Drop case and accents: `Café` and `CAFE` find each other."""
    plain = unicodedata.normalize("NFKD", value.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def columns(product: Product) -> dict[str, Any]:
    """Return what lists sort and search by."""
    names = [product.name, *_translated(product, "name")]
    return {
        "sort_name": folded(product.name),
        "search_name": " ".join(dict.fromkeys(map(folded, names))),
        "search": _vector(product, names),
    }


# Names count most, then article numbers, then descriptions. The language of a translation is
# not known to Postgres, so names are indexed by their plain words as well.
def _vector(product: Product, names: Iterable[str]) -> ColumnElement[Any]:
    title = folded(" ".join(names))
    skus = " ".join(variant.sku.lower() for variant in product.variants)
    body = folded(" ".join([product.description, *_translated(product, "description")]))
    parts = (("english", title, "A"), ("simple", title, "A"), ("simple", skus, "B"))
    vector = _weighted("english", body, "C")
    for language, words, weight in parts:
        vector = vector.op("||", return_type=TSVECTOR())(_weighted(language, words, weight))
    return vector


def _weighted(language: str, words: str, weight: str) -> ColumnElement[Any]:
    return func.setweight(
        func.to_tsvector(text(f"'{language}'"), bindparam(None, words, Text())),
        text(f"'{weight}'"),
        type_=TSVECTOR(),
    )


def _translated(product: Product, field: str) -> list[str]:
    return [words[field] for words in product.translations.values() if words.get(field)]
