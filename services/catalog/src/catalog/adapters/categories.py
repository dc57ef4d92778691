"""Categories in Postgres."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from catalog.adapters.tables import CategoryRow
from catalog.domain.category import Category, CategoryNotFound
from catalog.domain.slugs import SlugTaken

_LOCK: Final = text("select pg_advisory_xact_lock(hashtext('catalog.categories'))")

# A space sorts before all that a slug can hold, so a category stands before its siblings' names.
_REBUILD: Final = text("""
with recursive tree as (
    select id, array[id] as ancestors, slug as path,
        lpad(position::text, 6, '0') || ':' || slug as sort_key
    from categories where parent_id is null
    union all
    select c.id, t.ancestors || c.id, t.path || '/' || c.slug,
        t.sort_key || ' ' || lpad(c.position::text, 6, '0') || ':' || c.slug
    from categories c join tree t on t.id = c.parent_id
)
update categories c
set ancestors = t.ancestors, path = t.path, sort_key = t.sort_key
from tree t
where t.id = c.id and (c.ancestors, c.path, c.sort_key)
    is distinct from (t.ancestors, t.path, t.sort_key)
""")


class SqlCategories:
    """The `Categories` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock_tree(self) -> None:
        """Hold the tree against other changes until the transaction ends."""
        await self._session.execute(_LOCK)

    async def get(self, category_id: UUID) -> Category:
        """Return the category, kept from vanishing."""
        row = await self._session.get(
            CategoryRow, category_id, with_for_update={"read": True, "key_share": True}
        )
        if row is None:
            raise CategoryNotFound(f"there is no category {category_id}")
        return _category(row)

    async def height(self, category_id: UUID) -> int:
        """Count the levels from the category down to its lowest descendant, itself included."""
        depth = func.cardinality(CategoryRow.ancestors)
        below = CategoryRow.ancestors.contains([category_id])
        own = select(depth).where(CategoryRow.id == category_id).scalar_subquery()
        height = await self._session.scalar(select(func.max(depth) - own + 1).where(below))
        return int(height or 1)

    async def has_children(self, category_id: UUID) -> bool:
        """Whether other categories stand below it."""
        child = exists().where(CategoryRow.parent_id == category_id)
        return bool(await self._session.scalar(select(child)))

    async def is_slug_free(self, slug: str) -> bool:
        """Whether no category has the slug."""
        return not await self._session.scalar(select(exists().where(CategoryRow.slug == slug)))

    async def add(self, category: Category) -> None:
        """Store a new category."""
        derived = {"ancestors": [category.id], "path": category.slug, "sort_key": category.slug}
        with _named(category):
            await self._session.execute(insert(CategoryRow).values(**_values(category), **derived))
        await self._session.execute(_REBUILD)

    async def save(self, category: Category) -> None:
        """Store the changed category and the paths of everything below it."""
        with _named(category):
            await self._session.execute(
                update(CategoryRow)
                .where(CategoryRow.id == category.id)
                .values(**_values(category), updated_at=func.now())
            )
        await self._session.execute(_REBUILD)

    async def remove(self, category: Category) -> None:
        """Delete the category."""
        await self._session.execute(delete(CategoryRow).where(CategoryRow.id == category.id))


def _category(row: CategoryRow) -> Category:
    return Category(
        id=row.id,
        slug=row.slug,
        name=row.name,
        translations=row.translations,
        parent_id=row.parent_id,
        ancestors=tuple(row.ancestors),
        position=row.position,
        image=row.image,
        version=row.version,
    )


def _values(category: Category) -> dict[str, Any]:
    return {
        "id": category.id,
        "slug": category.slug,
        "name": category.name,
        "translations": dict(category.translations),
        "parent_id": category.parent_id,
        "position": category.position,
        "image": category.image,
        "version": category.version,
    }


@contextmanager
def _named(category: Category) -> Iterator[None]:
    """Say what a unique index refused."""
    try:
        yield
    except IntegrityError as error:
        if "categories_slug_key" in str(error.orig):
            raise SlugTaken(category.slug) from error
        raise
