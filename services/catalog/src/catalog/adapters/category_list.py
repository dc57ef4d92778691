"""Categories as they are shown, each with how many products are on it and below it."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from catalog.domain.slugs import is_id

_SHOWN: Final = text("""
with own as (
    select category_id, count(*) as products from products
    where status = 'published' and deleted_at is null
    group by category_id
)
select c.id, c.slug, c.name, c.translations, c.parent_id, c.position, c.image, c.path, c.version,
    c.sort_key, c.created_at, c.updated_at,
    (
        select coalesce(sum(own.products), 0)::int
        from own join categories below on below.id = own.category_id
        where below.ancestors @> array[c.id]
    ) as product_count
from categories c
where (cast(:only as uuid) is null or c.id = cast(:only as uuid))
    and (cast(:key as text) is null or (c.sort_key, c.id) > (:key, cast(:id as uuid)))
order by c.sort_key, c.id
limit :limit
""").columns(translations=JSONB)

_ID: Final = text("select id from categories where slug = :slug")
_COUNT: Final = text("select count(*) from categories")


async def categories(
    session: AsyncSession, *, after: Sequence[Any] | None, limit: int
) -> list[dict[str, Any]]:
    """Return up to `limit` categories in the order of the tree, parents first."""
    key, last = after or (None, None)
    return await _rows(session, key=key, id=last and UUID(last), limit=limit)


async def category(session: AsyncSession, id_or_slug: str) -> dict[str, Any] | None:
    """Return one category, if there is one."""
    if is_id(id_or_slug):
        only: UUID | None = UUID(id_or_slug)
    else:
        only = await session.scalar(_ID, {"slug": id_or_slug})
    found = [] if only is None else await _rows(session, only=only, limit=1)
    return found[0] if found else None


async def count(session: AsyncSession) -> int:
    """Count the categories."""
    return await session.scalar(_COUNT) or 0


async def _rows(session: AsyncSession, **values: Any) -> list[dict[str, Any]]:
    parameters = {"only": None, "key": None, "id": None, **values}
    return [dict(row) for row in (await session.execute(_SHOWN, parameters)).mappings()]
