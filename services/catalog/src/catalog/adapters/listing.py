"""The list of products: one statement a page, whatever the filters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    cast,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import REGCONFIG, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from catalog.adapters.searchable import folded
from catalog.adapters.tables import (
    CategoryRow,
    ListingPriceRow,
    PictureRow,
    ProductRow,
    ShopRow,
    StockRow,
    VariantRow,
)
from catalog.domain.shop import AT_FIRST
from catalog.domain.slugs import is_id
from catalog.usecases.browse import Filters, Sort
from common.pagination import COUNTED_TO

P, C, L = ProductRow, CategoryRow, ListingPriceRow

# Two letters swapped or one left out in a word of six still count as alike.
_TYPOS: Final = text("select set_config('pg_trgm.word_similarity_threshold', '0.4', false)")


@dataclass(frozen=True, slots=True)
class _Order:
    """A sort: its expression, its direction, and how its value comes back from a cursor."""

    by: ColumnElement[Any]
    down: bool
    read: Callable[[Any], Any]


async def products(
    session: AsyncSession, filters: Filters, *, after: Sequence[Any] | None, limit: int
) -> list[dict[str, Any]]:
    """Return up to `limit` products after the given sort values; `sort_value` is each row's own."""
    if filters.q:
        await session.execute(_TYPOS)
    order = _order(filters)
    statement = _selected(filters, order.by).where(*_conditions(filters))
    if after is not None:
        value, product_id = order.read(after[0]), UUID(after[1])
        here, there = tuple_(order.by, P.id), tuple_(literal(value), literal(product_id))
        statement = statement.where(here < there if order.down else here > there)
    by = [order.by.desc(), P.id.desc()] if order.down else [order.by, P.id]
    rows = await session.execute(statement.order_by(*by).limit(limit))
    return [dict(row) for row in rows.mappings()]


async def count(session: AsyncSession, filters: Filters) -> int:
    """Count the products, up to one more than lists count to."""
    found = _joined(select(literal(1)), filters).where(*_conditions(filters)).limit(COUNTED_TO + 1)
    return await session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _selected(filters: Filters, sort_value: ColumnElement[Any]) -> Any:
    columns = select(
        P.id,
        P.slug,
        P.name,
        P.min_order_quantity,
        P.max_order_quantity,
        P.featured,
        P.status,
        P.version,
        P.created_at,
        P.updated_at,
        C.id.label("category_id"),
        C.slug.label("category_slug"),
        C.name.label("category_name"),
        L.currency,
        L.amount,
        L.compare_at,
        _available().label("available"),
        _pictures().label("pictures"),
        sort_value.label("sort_value"),
    )
    return _joined(columns, filters)


def _joined(columns: Any, filters: Filters) -> Any:
    priced = and_(L.product_id == P.id, L.currency == _currency(filters))
    joined = columns.select_from(P).outerjoin(C, C.id == P.category_id)
    return joined.join(L, priced) if filters.needs_price else joined.outerjoin(L, priced)


def _currency(filters: Filters) -> ColumnElement[str]:
    if filters.currency is not None:
        return literal(filters.currency)
    standing = select(ShopRow.default_currency).scalar_subquery()
    return func.coalesce(standing, AT_FIRST.default_currency)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    asked: list[tuple[Any, Callable[[Any], Any]]] = [
        (filters.status, lambda status: P.status == text(f"'{status.value}'")),
        (filters.category, _within),
        (filters.q, _found_by),
        (filters.price_min, lambda amount: L.amount >= amount),
        (filters.price_max, lambda amount: L.amount <= amount),
        (filters.in_stock, lambda wanted: _has_stock() if wanted else ~_has_stock()),
        (filters.featured, lambda wanted: P.featured if wanted else not_(P.featured)),
        (filters.created_from, lambda since: P.created_at >= since),
    ]
    chosen = [condition(value) for value, condition in asked if value is not None]
    return [P.deleted_at.is_(None), *chosen]


def _within(category: str) -> ColumnElement[bool]:
    root, below = aliased(CategoryRow), aliased(CategoryRow)
    named = root.id == UUID(category) if is_id(category) else root.slug == category
    subtree = select(below.id).join(root, root.id == func.any(below.ancestors)).where(named)
    return P.category_id.in_(subtree)


def _found_by(q: str) -> ColumnElement[bool]:
    words = folded(q)
    return or_(P.search.op("@@")(_query(words)), P.search_name.op("%>")(words))


def _relevance(q: str) -> ColumnElement[Any]:
    words = folded(q)
    rank = func.ts_rank(P.search, _query(words)) + func.word_similarity(words, P.search_name)
    # A whole number: a cursor must come back to exactly the value it was made from.
    return cast(rank * 1_000_000, BigInteger)


def _query(words: str) -> ColumnElement[Any]:
    english = func.websearch_to_tsquery(cast("english", REGCONFIG), words)
    return english.op("||")(func.websearch_to_tsquery(cast("simple", REGCONFIG), words))


def _order(filters: Filters) -> _Order:
    match filters.sort:
        case Sort.CHEAPEST | Sort.DEAREST:
            return _Order(L.amount.expression, filters.sort is Sort.DEAREST, int)
        case Sort.NAME | Sort.NAME_DOWN:
            return _Order(P.sort_name.expression, filters.sort is Sort.NAME_DOWN, str)
        case Sort.RELEVANCE if filters.q:
            return _Order(_relevance(filters.q), True, int)
        case _:
            oldest_first = filters.sort is Sort.OLDEST
            return _Order(P.created_at.expression, not oldest_first, datetime.fromisoformat)


def _has_stock() -> ColumnElement[bool]:
    return exists().where(
        StockRow.product_id == P.id,
        StockRow.on_hand > StockRow.reserved,
        VariantRow.id == StockRow.variant_id,
        VariantRow.deleted_at.is_(None),
    )


def _available() -> ColumnElement[int]:
    units = func.coalesce(func.sum(StockRow.on_hand - StockRow.reserved), 0)
    live = select(units).join(VariantRow, VariantRow.id == StockRow.variant_id)
    return live.where(
        StockRow.product_id == P.id, VariantRow.deleted_at.is_(None)
    ).scalar_subquery()


def _pictures() -> ColumnElement[Any]:
    picture = func.jsonb_build_object(
        "id", PictureRow.id, "key", PictureRow.key, "alt_text", PictureRow.alt_text,
        "width", PictureRow.width, "height", PictureRow.height,
    )  # fmt: skip
    shown = func.jsonb_agg(aggregate_order_by(picture, PictureRow.position))
    return select(shown).where(PictureRow.product_id == P.id).scalar_subquery()
