"""Pages of stock levels and of their movements."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from catalog.adapters import stock_views
from catalog.api import answers
from catalog.domain.stock import Movement, StockLevelNotFound
from catalog.usecases import audit
from common.pagination import PageRequest

Found = TypeVar("Found")


async def levels(
    session: AsyncSession, page: PageRequest, *, product_id: UUID | None, sku: str | None
) -> dict[str, Any]:
    """Return one page of stock levels."""
    order = f"stock:{product_id}:{sku}"
    rows = await stock_views.levels(
        session,
        product_id=product_id,
        sku=sku,
        after=page.after(order),
        limit=page.limit + 1,
    )
    total = None
    if page.with_total:
        total = await stock_views.count(session, product_id=product_id, sku=sku)
    found = page.page(
        rows, order=order, key=lambda row: [row["variant_id"]], show=dict, total=total
    )
    return answers.page(found)


async def movements(session: AsyncSession, page: PageRequest, variant_id: UUID) -> dict[str, Any]:
    """Return one page of a variant's movements."""
    order = f"movements:{variant_id}"
    rows = await stock_views.movements(
        session, variant_id, after=page.after(order), limit=page.limit + 1
    )
    total = None
    if page.with_total:
        total = await stock_views.count_movements(session, variant_id)
    found = page.page(
        rows, order=order, key=lambda row: [row["created_at"], row["id"]], show=dict, total=total
    )
    return answers.page(found)


def known(level: Found | None) -> Found:
    """Return the stock level; raise `StockLevelNotFound` for none."""
    if level is None:
        raise StockLevelNotFound("there is no such variant")
    return level


def movement(done: Movement) -> dict[str, Any]:
    """Show a movement."""
    return {name: value for name, value in audit.described(done).items() if name != "product_id"}
