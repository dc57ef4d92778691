"""Categories as documents."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from catalog.adapters import category_list
from catalog.api import answers
from catalog.domain.category import CategoryNotFound
from common.pagination import PageRequest


async def category_page(session: AsyncSession, page: PageRequest) -> dict[str, Any]:
    """Return one page of categories as it is written."""
    order = "categories"
    after = page.after(order)
    rows = await category_list.categories(session, after=after, limit=page.limit + 1)
    total = await category_list.count(session) if page.with_total else None
    found = page.page(
        rows,
        order=order,
        key=lambda row: (row["sort_key"], row["id"]),
        show=shown,
        total=total,
    )
    return answers.page(found)


def shown(row: Mapping[str, Any] | None) -> dict[str, Any]:
    """Show a category; raise `CategoryNotFound` for none."""
    if row is None:
        raise CategoryNotFound("there is no such category")
    return {name: value for name, value in row.items() if name != "sort_key"}
