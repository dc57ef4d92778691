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

from catalog.adapters.documents import Media
from catalog.adapters.searchable import folded
from catalog.domain.product import Status
from catalog.domain.shop import AT_FIRST
from catalog.domain.slugs import is_id
from catalog.usecases.browse import Filters, Sort
from common.pagination import COUNTED_TO
from common.reading import Asks, Found, Question

# Around the rows of the page alone: what is shown of a product is not read of those not shown.
_SHOWN: Final = """
select row_to_json(shown)::text as document, p.id, p.sort_value
from ({page}) p
left join categories c on c.id = p.category_id
cross join lateral (
    select greatest(coalesce(sum(s.on_hand - s.reserved), 0), 0)::bigint as units
    from variants v join stock_levels s on s.variant_id = v.id
    where v.product_id = p.id and v.deleted_at is null
) available
cross join lateral (select c.id, c.slug, c.name) category
cross join lateral (select p.amount, p.currency) price
cross join lateral (select p.compare_at as amount, p.currency) before
cross join lateral (
    select p.id, p.slug, p.name,
        row_to_json(category) as category,
        case when price.amount is not null then row_to_json(price) end as price,
        case when before.amount is not null then row_to_json(before) end as compare_at_price,
        (
            select coalesce(json_agg(row_to_json(o) order by i.position), '[]')
            from pictures i
            cross join lateral (select i.width, i.height, :media || i.key as url) size
            cross join lateral (
                select i.id, size.url, i.alt_text, json_build_array(row_to_json(size)) as sizes
            ) o
            where i.product_id = p.id
        ) as images,
        available.units > 0 as in_stock, available.units as available_quantity,
        p.min_order_quantity, p.max_order_quantity, p.featured, p.status, p.version,
        to_char(p.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
        to_char(p.updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as updated_at
) shown
order by p.sort_value {direction}, p.id {direction}"""
_PAGE: Final = "select p.*, l.currency, l.amount, l.compare_at, {by} as sort_value"
_FROM: Final = """
from products p"""
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
    reader: Asks, filters: Filters, *, media: Media, after: Sequence[Any] | None, limit: int
) -> Sequence[Found]:
    """Return up to `limit` products after the given sort values: `document` (JSON), `sort_value`.

    The documents are written by the database: rows that only become JSON need not become objects.
    """
    sort = filters.sort if filters.q or filters.sort is not Sort.RELEVANCE else Sort.NEWEST
    used, values = _used(filters)
    if after is not None:
        values |= {"after": _ORDERS[sort].read(after[0]), "after_id": UUID(after[1])}
    base = _found(used, filters.needs_price, filters.currency is None)
    question = _page(base, sort, after is not None, limit)
    return await reader.rows(question, values | {"media": media.url("")})


async def count(reader: Asks, filters: Filters) -> int:
    """Count the products, up to one more than lists count to."""
    used, values = _used(filters)
    base = _found(used, filters.needs_price, filters.currency is None)
    [found] = await reader.rows(_count(base), values)
    return int(found["count"])


@lru_cache(maxsize=512)
def _page(base: str, sort: Sort, later: bool, limit: int) -> Question:
    order = _ORDERS[sort]
    direction, beyond = ("desc", "<") if order.down else ("asc", ">")
    lines = [_PAGE.format(by=order.by), base]
    if later:
        lines.append(f"and ({order.by}, p.id) {beyond} (:after, :after_id)")
    # The limit as a literal: not knowing it, Postgres would plan each page anew, for longer
    # than reading it takes.
    lines.append(f"order by {order.by} {direction}, p.id {direction} limit {limit}")
    return Question(_SHOWN.format(page="\n".join(lines), direction=direction))


@lru_cache(maxsize=512)
def _count(base: str) -> Question:
    counted = ["select count(*) from (select", base, f"limit {COUNTED_TO + 1}) as counted"]
    return Question("\n".join(counted))


@lru_cache(maxsize=512)
def _found(used: tuple[str, ...], needs_price: bool, standing: bool) -> str:
    join = "join" if needs_price else "left join"
    priced = f"{join} {_PRICE} {_STANDING if standing else _ASKED}"
    conditions = (_CONDITIONS[name] for name in used)
    return "\n".join([_FROM, priced, "where p.deleted_at is null", *conditions])


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
