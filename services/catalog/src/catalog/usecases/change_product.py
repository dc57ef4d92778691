"""Change a product, or take it away."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from catalog.domain import slugs
from catalog.domain.pricing import effective
from catalog.domain.product import Product, Status, revised
from catalog.usecases import audit, messages
from catalog.usecases.known_category import known_category
from catalog.usecases.ports import Staff, Tx
from catalog.usecases.versions import require
from common import logs
from common.events.base import Event

log = logs.logger("products")


async def change_product(
    product_id: UUID,
    changes: Mapping[str, Any],
    *,
    seen: int,
    staff: Staff,
    tx: Tx,
    at: datetime,
) -> Product:
    """Apply a partial update to the version the caller saw."""
    if "category_id" in changes:
        await known_category(changes["category_id"], tx=tx)
    if "slug" in changes:
        slugs.checked(changes["slug"])
    before = await tx.products.locked(product_id)
    require(seen, current=before.version)
    after = revised(before, changes)
    return await keep(before, after, action="product.changed", staff=staff, tx=tx, at=at)


async def publish_product(product_id: UUID, *, staff: Staff, tx: Tx, at: datetime) -> Product:
    """Put the product up for sale now; one that is stays as it is."""
    return await _to(product_id, Status.PUBLISHED, staff=staff, tx=tx, at=at)


async def archive_product(product_id: UUID, *, staff: Staff, tx: Tx, at: datetime) -> Product:
    """Take the product out of sale, keeping it for staff."""
    return await _to(product_id, Status.ARCHIVED, staff=staff, tx=tx, at=at)


async def delete_product(
    product_id: UUID, *, seen: int, staff: Staff, tx: Tx, at: datetime
) -> None:
    """Take the product away; orders keep what they bought of it."""
    product = await tx.products.locked(product_id)
    require(seen, current=product.version)
    await tx.products.remove(product)
    await tx.discards.add([picture.key for picture in product.pictures])
    gone = replace(product, version=product.version + 1)
    tx.outbox.add(messages.product_changed(gone, status="deleted", at=at))
    tx.outbox.add(_audit("product.deleted", product, None, staff=staff, at=at))


async def publish_due(*, limit: int, failed: list[UUID], tx: Tx, at: datetime) -> bool:
    """Publish scheduled products whose time has come; True while there may be more.

    `failed` grows by the products that cannot be published, and leaves those out.
    """
    due = await tx.products.due(limit, but=failed)
    for before in due:
        published = replace(before, status=Status.PUBLISHED, publish_at=None)
        after = replace(published, version=before.version + 1)
        try:
            async with tx.alone():
                await tx.products.save(before, after)
                tx.outbox.add(messages.product_changed(after, at=at))
        except Exception:
            log.exception("a product cannot be published", product_id=str(before.id))
            failed.append(before.id)
    return len(due) == limit


async def keep(
    before: Product, after: Product, *, action: str, staff: Staff, tx: Tx, at: datetime
) -> Product:
    """Store a changed product and tell of it; the same product again is no change."""
    if after == before:
        return before
    stored = replace(after, version=before.version + 1)
    await tx.products.save(before, stored)
    tx.outbox.add(messages.product_changed(stored, at=at))
    for event in messages.prices_changed(stored, _repriced(before, stored), at=at):
        tx.outbox.add(event)
    tx.outbox.add(_audit(action, before, stored, staff=staff, at=at))
    return stored


async def _to(product_id: UUID, status: Status, *, staff: Staff, tx: Tx, at: datetime) -> Product:
    before = await tx.products.locked(product_id)
    after = replace(before, status=status, publish_at=None)
    return await keep(before, after, action=f"product.{status}", staff=staff, tx=tx, at=at)


def _repriced(before: Product, after: Product) -> list[UUID]:
    earlier = {variant.id: effective(variant.prices, before.prices) for variant in before.variants}
    return [
        variant.id
        for variant in after.variants
        if earlier.get(variant.id) != effective(variant.prices, after.prices)
    ]


def _audit(
    action: str, before: Product, after: Product | None, *, staff: Staff, at: datetime
) -> Event:
    return audit.recorded(
        action,
        "product",
        before.id,
        before=audit.described(before),
        after={} if after is None else audit.described(after),
        staff=staff,
        at=at,
    )
