"""Stock as staff and other services read it."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from common.pagination import COUNTED_TO
from common.reading import Asks, Found, Question

LEVELS: Final = """
select s.variant_id, s.product_id, v.sku, v.options, p.name as product_name, s.on_hand, s.reserved,
    s.on_hand - s.reserved as available, s.updated_at
from stock_levels s join variants v on v.id = s.variant_id join products p on p.id = s.product_id
where v.deleted_at is null {asked}
order by s.variant_id
limit :limit
"""
_COUNT: Final = """
select count(*) from (
    select 1 from stock_levels s join variants v on v.id = s.variant_id
    where v.deleted_at is null {asked}
    limit :limit
) as counted
"""
# Only what is asked for stands in the statement: a kept plan finds an index for it.
_ASKED: Final = {
    "variant_id": "and s.variant_id = :variant_id",
    "product_id": "and s.product_id = :product_id",
    "sku": "and v.sku = :sku",
    "after": "and s.variant_id > :after",
}

_MOVEMENTS: Final = text("""
select id, variant_id, delta, on_hand, cause, ref, reason, actor_id, created_at
from stock_movements
where variant_id = :variant_id
    and (cast(:at as timestamptz) is null or (created_at, id) < (:at, cast(:after as uuid)))
order by created_at desc, id desc
limit :limit
""")

_COUNT_MOVEMENTS: Final = text("""
select count(*) from (
    select 1 from stock_movements where variant_id = :variant_id limit :limit
) as counted
""")

_LOOKUP: Final = Question("""
select v.product_id, v.id as variant_id, v.sku, v.options, p.slug, p.name, p.min_order_quantity,
    p.max_order_quantity, p.tax_class, r.amount,
    greatest(s.on_hand - s.reserved, 0) as available_quantity,
    (p.status = 'published' and p.deleted_at is null and v.deleted_at is null) as sellable,
    (
        select i.key from pictures i where i.product_id = p.id order by i.position limit 1
    ) as image_key
from variants v
join products p on p.id = v.product_id
join stock_levels s on s.variant_id = v.id
left join prices r on r.variant_id = v.id and r.currency = :currency
where v.id = any(cast(:variants as uuid[]))
    or (v.product_id = any(cast(:products as uuid[])) and v.deleted_at is null)
order by v.product_id, v.position, v.id
""")


async def levels(
    session: AsyncSession,
    *,
    product_id: UUID | None = None,
    sku: str | None = None,
    after: Sequence[Any] | None = None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return up to `limit` stock levels, the oldest variants first."""
    last = None if after is None else UUID(after[0])
    asked = _asked(product_id=product_id, sku=sku, after=last)
    return await _rows(session, statement(LEVELS, tuple(asked)), {**asked, "limit": limit})


async def level(session: AsyncSession, variant_id: UUID) -> dict[str, Any] | None:
    """Return one variant's stock."""
    asked = _asked(variant_id=variant_id)
    found = await _rows(session, statement(LEVELS, tuple(asked)), {**asked, "limit": 1})
    return found[0] if found else None


async def movements(
    session: AsyncSession, variant_id: UUID, *, after: Sequence[Any] | None, limit: int
) -> list[dict[str, Any]]:
    """Return up to `limit` movements of a variant, the newest first."""
    at = None if after is None else datetime.fromisoformat(after[0])
    last = None if after is None else UUID(after[1])
    values = {"variant_id": variant_id, "at": at, "after": last, "limit": limit}
    return await _rows(session, _MOVEMENTS, values)


async def count(session: AsyncSession, *, product_id: UUID | None, sku: str | None) -> int:
    """Count stock levels, up to one more than lists count to."""
    asked = _asked(product_id=product_id, sku=sku)
    values = {**asked, "limit": COUNTED_TO + 1}
    return await session.scalar(statement(_COUNT, tuple(asked)), values) or 0


async def count_movements(session: AsyncSession, variant_id: UUID) -> int:
    """Count a variant's movements, up to one more than lists count to."""
    values = {"variant_id": variant_id, "limit": COUNTED_TO + 1}
    return await session.scalar(_COUNT_MOVEMENTS, values) or 0


async def lookup(
    reader: Asks,
    *,
    currency: str,
    variant_ids: Sequence[UUID],
    product_ids: Sequence[UUID],
) -> Sequence[Found]:
    """Return variants as carts and orders need them; unknown ids are simply absent."""
    values = {"currency": currency, "variants": variant_ids, "products": product_ids}
    return await reader.rows(_LOOKUP, values)


def _asked(**filters: Any) -> dict[str, Any]:
    return {name: value for name, value in filters.items() if value is not None}


@cache
def statement(template: str, asked: tuple[str, ...]) -> Any:
    """Return the question for stock by what is asked of it."""
    conditions = " ".join(_ASKED[name] for name in asked)
    question = text(template.format(asked=conditions))
    return question.columns(options=JSONB) if template is LEVELS else question


async def _rows(session: AsyncSession, statement: Any, values: dict[str, Any]) -> list[Any]:
    return [dict(row) for row in (await session.execute(statement, values)).mappings()]
