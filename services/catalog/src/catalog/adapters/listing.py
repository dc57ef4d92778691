"""The list of products: one statement a page, whatever the filters.

The statement is put together from fixed lines, one per filter that is used, and kept: building
it again, or having the ORM think about it, took longer than the database.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import TextClause, TextualSelect, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from catalog.adapters.searchable import folded
from catalog.domain.product import Status
from catalog.domain.shop import AT_FIRST
from catalog.domain.slugs import is_id
from catalog.usecases.browse import Filters, Sort
from common.pagination import COUNTED_TO

# Two letters swapped or one left out in a word of six still count as alike.
_TYPOS: Final = text("select set_config('pg_trgm.word_similarity_threshold', '0.4', false)")

_COLUMNS: Final = """
select p.id, p.slug, p.name, p.min_order_quantity, p.max_order_quantity, p.featured, p.status,
    p.version, p.created_at, p.updated_at,
    c.id as category_id, c.slug as category_slug, c.name as category_name,
    l.currency, l.amount, l.compare_at,
    (
        select coalesce(sum(s.on_hand - s.reserved), 0)
        from variants v join stock_levels s on s.variant_id = v.id
        where v.product_id = p.id and v.deleted_at is null
    ) as available,
    (
        select jsonb_agg(jsonb_build_object(
            'id', i.id, 'key', i.key, 'alt_text', i.alt_text, 'width', i.width, 'height', i.height
        ) order by i.position)
        from pictures i where i.product_id = p.id
    ) as pictures,"""
_FROM: Final = """
from products p
left join categories c on c.id = p.category_id"""
_PRICE: Final = "listing_prices l on l.product_id = p.id and l.currency ="
_ASKED: Final = "cast(:currency as text)"
_STANDING: Final = "coalesce((select default_currency from shop), :fallback)"

_QUERY: Final = (
    "(websearch_to_tsquery('english', :words) || websearch_to_tsquery('simple', :words))"
)
_IN_STOCK: Final = """exists (
    select from variants v join stock_levels s on s.variant_id = v.id
    where v.product_id = p.id and v.deleted_at is null and s.on_hand > s.reserved
)"""
_CONDITIONS: Final[Mapping[str, str]] = {
    # A literal, so that the partial indexes of what is for sale can serve.
    "published": "and p.status = 'published'",
    "status": "and p.status = :status",
    "category_id": """and p.category_id in (
        select id from categories where ancestors @> array[cast(:category_id as uuid)]
    )""",
    "category_slug": """and p.category_id in (
        select id from categories where ancestors @> array(
            select id from categories where slug = :category_slug
        ) and exists (select from categories where slug = :category_slug)
    )""",
    "words": f"and (p.search @@ {_QUERY} or p.search_name %> :words)",
    "price_min": "and l.amount >= :price_min",
    "price_max": "and l.amount <= :price_max",
    "in_stock": f"and {_IN_STOCK}",
    "sold_out": f"and not {_IN_STOCK}",
    "featured": "and p.featured",
    "not_featured": "and not p.featured",
    "created_from": "and p.created_at >= :created_from",
}


@dataclass(frozen=True, slots=True)
class _Order:
    """A sort: its expression, its direction, and how its value comes back from a cursor."""

    by: str
    down: bool
    read: Callable[[Any], Any]


# Relevance is a whole number: a cursor must come back to exactly the value it was made from.
_RELEVANCE: Final = (
    f"cast((ts_rank(p.search, {_QUERY}) + word_similarity(:words, p.search_name)) * 1000000"
    " as bigint)"
)
_ORDERS: Final[Mapping[Sort, _Order]] = {
    Sort.NEWEST: _Order("p.created_at", True, datetime.fromisoformat),
    Sort.OLDEST: _Order("p.created_at", False, datetime.fromisoformat),
    Sort.CHEAPEST: _Order("l.amount", False, int),
    Sort.DEAREST: _Order("l.amount", True, int),
    Sort.NAME: _Order("p.sort_name", False, str),
    Sort.NAME_DOWN: _Order("p.sort_name", True, str),
    Sort.RELEVANCE: _Order(_RELEVANCE, True, int),
}


async def products(
    session: AsyncSession, filters: Filters, *, after: Sequence[Any] | None, limit: int
) -> list[dict[str, Any]]:
    """Return up to `limit` products after the given sort values; `sort_value` is each row's own."""
    sort = filters.sort if filters.q or filters.sort is not Sort.RELEVANCE else Sort.NEWEST
    used, values = _used(filters)
    if filters.q:
        await session.execute(_TYPOS)
    if after is not None:
        values |= {"after": _ORDERS[sort].read(after[0]), "after_id": UUID(after[1])}
    statement = _page(used, filters.needs_price, filters.currency is None, sort, after is not None)
    rows = await session.execute(statement, {**values, "limit": limit})
    return [dict(row) for row in rows.mappings()]


async def count(session: AsyncSession, filters: Filters) -> int:
    """Count the products, up to one more than lists count to."""
    used, values = _used(filters)
    statement = _count(used, filters.needs_price, filters.currency is None)
    return await session.scalar(statement, {**values, "limit": COUNTED_TO + 1}) or 0


@lru_cache(maxsize=512)
def _page(
    used: tuple[str, ...], needs_price: bool, standing: bool, sort: Sort, later: bool
) -> TextualSelect:
    order = _ORDERS[sort]
    direction, beyond = ("desc", "<") if order.down else ("asc", ">")
    lines = [_COLUMNS, f"{order.by} as sort_value", *_found(used, needs_price, standing)]
    if later:
        lines.append(f"and ({order.by}, p.id) {beyond} (:after, :after_id)")
    lines.append(f"order by {order.by} {direction}, p.id {direction} limit :limit")
    return text("\n".join(lines)).columns(pictures=JSONB)


@lru_cache(maxsize=512)
def _count(used: tuple[str, ...], needs_price: bool, standing: bool) -> TextClause:
    found = _found(used, needs_price, standing)
    return text("\n".join(["select count(*) from (select 1", *found, "limit :limit) as counted"]))


def _found(used: tuple[str, ...], needs_price: bool, standing: bool) -> list[str]:
    join = "join" if needs_price else "left join"
    priced = f"{join} {_PRICE} {_STANDING if standing else _ASKED}"
    return [_FROM, priced, "where p.deleted_at is null", *(_CONDITIONS[name] for name in used)]


def _used(filters: Filters) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Return the lines that the filters need, and the values in them."""
    currency = {"currency": filters.currency} if filters.currency else {}
    values: dict[str, Any] = currency or {"fallback": AT_FIRST.default_currency}
    asked: dict[str, Any] = {
        **_status(filters.status),
        **_category(filters.category),
        "words": folded(filters.q) if filters.q else None,
        "price_min": filters.price_min,
        "price_max": filters.price_max,
        "created_from": filters.created_from,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    switches = (_switch(filters.in_stock, "in_stock", "sold_out"),
                _switch(filters.featured, "featured", "not_featured"))  # fmt: skip
    return (*given, *filter(None, switches)), {**values, **given}


def _status(status: Status | None) -> dict[str, Any]:
    if status is Status.PUBLISHED:
        return {"published": True}
    return {} if status is None else {"status": status.value}


def _category(category: str | None) -> dict[str, Any]:
    if category is None:
        return {}
    return {"category_id": UUID(category)} if is_id(category) else {"category_slug": category}


def _switch(wanted: bool | None, yes: str, no: str) -> str | None:
    return None if wanted is None else yes if wanted else no
