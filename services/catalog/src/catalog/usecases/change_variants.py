"""A product's variants: what is priced, stocked and sold."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from catalog.domain.product import (
    Product,
    Variant,
    VariantInUse,
    revised_variant,
    with_changed_variant,
    with_variant,
    without_variant,
)
from catalog.usecases.change_product import keep
from catalog.usecases.ports import Staff, Tx


async def add_variant(
    product_id: UUID,
    variant: Variant,
    *,
    initial_stock: int,
    staff: Staff,
    tx: Tx,
    at: datetime,
) -> Product:
    """Add a variant; the first with options replaces a plain one that never had stock."""
    before = await tx.products.locked(product_id)
    plain = [known.id for known in before.variants if not known.options]
    replacing = bool(variant.options and plain) and await tx.stock.untouched(plain)
    after = with_variant(before, variant, replacing_plain=replacing)
    stored = await keep(before, after, action="variant.added", staff=staff, tx=tx, at=at)
    await tx.stock.open(variant.id, product_id=product_id, units=initial_stock, actor=staff.id)
    return stored


async def change_variant(
    product_id: UUID,
    variant_id: UUID,
    changes: Mapping[str, Any],
    *,
    staff: Staff,
    tx: Tx,
    at: datetime,
) -> Product:
    """Apply a partial update to one variant."""
    before = await tx.products.locked(product_id)
    variant = revised_variant(before.variant(variant_id), changes)
    after = with_changed_variant(before, variant)
    return await keep(before, after, action="variant.changed", staff=staff, tx=tx, at=at)


async def delete_variant(
    product_id: UUID, variant_id: UUID, *, staff: Staff, tx: Tx, at: datetime
) -> None:
    """Take a variant away that no order holds units of."""
    before = await tx.products.locked(product_id)
    after = without_variant(before, variant_id)
    if await tx.stock.is_held(variant_id):
        raise VariantInUse("orders hold units of the variant")
    await keep(before, after, action="variant.deleted", staff=staff, tx=tx, at=at)
