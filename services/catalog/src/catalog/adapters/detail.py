"""One product with everything that is shown of it, in one statement."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from catalog.adapters.documents import Row
from catalog.domain.shop import AT_FIRST
from catalog.domain.slugs import is_id
from common.reading import Asks, Question

_SQL: Final = """
select p.id, p.slug, p.name, p.description, p.translations, p.tax_class, p.min_order_quantity,
    p.max_order_quantity, p.featured, p.status, p.publish_at, p.version, p.created_at, p.updated_at,
    c.id as category_id, c.slug as category_slug, c.name as category_name,
    coalesce(cast(:currency as text), (select default_currency from shop), :fallback)
        as asked_currency,
    (
        select coalesce(
            jsonb_object_agg(l.currency, jsonb_build_array(l.amount, l.compare_at)), '{}'
        )
        from listing_prices l where l.product_id = p.id
    ) as prices,
    (
        select jsonb_agg(jsonb_build_object(
            'id', i.id, 'key', i.key, 'alt_text', i.alt_text, 'width', i.width, 'height', i.height
        ) order by i.position)
        from pictures i where i.product_id = p.id
    ) as pictures,
    (
        select jsonb_agg(jsonb_build_object(
            'id', v.id, 'sku', v.sku, 'options', v.options, 'weight_grams', v.weight_grams,
            'own', v.prices, 'on_hand', s.on_hand, 'reserved', s.reserved,
            'prices', (
                select coalesce(
                    jsonb_object_agg(r.currency, jsonb_build_array(r.amount, r.compare_at)), '{}'
                )
                from prices r where r.variant_id = v.id
            )
        ) order by v.position)
        from variants v join stock_levels s on s.variant_id = v.id
        where v.product_id = p.id and v.deleted_at is null
    ) as variants
from products p left join categories c on c.id = p.category_id
where p.deleted_at is null
    and p.id = coalesce(
        cast(:id as uuid), (select id from products where slug = :slug and deleted_at is null)
    )
    and (cast(:staff as boolean) or p.status = 'published')
"""
_IN_SESSION: Final = text(_SQL).columns(
    prices=JSONB, pictures=JSONB, variants=JSONB, translations=JSONB
)
_ALONE: Final = Question(_SQL)

_MOVED: Final = Question("""
select p.slug from former_slugs f join products p on p.id = f.product_id
where f.slug = :slug and p.deleted_at is null and p.status = 'published'
""")


async def product(reader: Asks, id_or_slug: str, *, currency: str | None) -> Row | None:
    """Return a product that is for sale, if there is one."""
    rows = await reader.rows(_ALONE, _values(id_or_slug, currency=currency, staff=False))
    return rows[0] if rows else None


async def of_staff(session: AsyncSession, product_id: UUID) -> Row | None:
    """Return a product of any status, as the open transaction sees it."""
    values = _values(str(product_id), currency=None, staff=True)
    row = (await session.execute(_IN_SESSION, values)).mappings().one_or_none()
    return None if row is None else dict(row)


def _values(id_or_slug: str, *, currency: str | None, staff: bool) -> dict[str, Any]:
    return {
        "id": UUID(id_or_slug) if is_id(id_or_slug) else None,
        "slug": id_or_slug,
        "currency": currency,
        "staff": staff,
        "fallback": AT_FIRST.default_currency,
    }


async def present_slug(reader: Asks, slug: str) -> str | None:
    """Return the slug that a product with this former slug has now."""
    rows = await reader.rows(_MOVED, {"slug": slug})
    return rows[0]["slug"] if rows else None
