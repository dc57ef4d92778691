"""The tree of categories."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from catalog.domain import slugs
from catalog.domain.category import Category, CategoryInUse, check_place, revised
from catalog.domain.product import Translations
from catalog.usecases import audit, messages
from catalog.usecases.change_product import keep
from catalog.usecases.known_category import known_category
from catalog.usecases.ports import Staff, Tx
from catalog.usecases.versions import require
from common.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCategory:
    """A category that is to be."""

    id: UUID
    name: str
    slug: str | None = None
    parent_id: UUID | None = None
    position: int = 0
    image: str | None = None
    translations: Translations = field(default_factory=dict)


async def create_category(command: NewCategory, *, staff: Staff, tx: Tx, at: datetime) -> Category:
    """Store a new category below its parent."""
    await tx.categories.lock_tree()
    await _place(command.id, command.parent_id, height=1, tx=tx)
    category = Category(
        id=command.id,
        slug=await _slug(command, tx=tx),
        name=command.name,
        translations=command.translations,
        parent_id=command.parent_id,
        position=command.position,
        image=command.image,
    )
    await tx.categories.add(category)
    tx.outbox.add(messages.category_changed(category, at=at))
    tx.outbox.add(_audit("category.created", None, category, staff=staff, at=at))
    return category


async def change_category(
    category_id: UUID,
    changes: Mapping[str, Any],
    *,
    seen: int,
    staff: Staff,
    tx: Tx,
    at: datetime,
) -> Category:
    """Apply a partial update to the version the caller saw; a new parent moves the subtree."""
    await tx.categories.lock_tree()
    before = await tx.categories.get(category_id)
    require(seen, current=before.version)
    if "slug" in changes:
        slugs.checked(changes["slug"])
    if "parent_id" in changes:
        height = await tx.categories.height(category_id)
        await _place(category_id, changes["parent_id"], height=height, tx=tx)
    after = revised(before, changes)
    await tx.categories.save(after)
    tx.outbox.add(messages.category_changed(after, at=at))
    tx.outbox.add(_audit("category.changed", before, after, staff=staff, at=at))
    return after


async def delete_category(
    category_id: UUID,
    *,
    seen: int,
    move_products_to: UUID | None,
    staff: Staff,
    tx: Tx,
    at: datetime,
) -> None:
    """Delete a category that nothing is in; its products can move elsewhere first."""
    await tx.categories.lock_tree()
    category = await tx.categories.get(category_id)
    require(seen, current=category.version)
    if await tx.categories.has_children(category_id):
        raise CategoryInUse("categories stand below it; move or delete them first")
    await _empty(category_id, move_products_to, staff=staff, tx=tx, at=at)
    await tx.categories.remove(category)
    gone = replace(category, version=category.version + 1)
    tx.outbox.add(messages.category_changed(gone, at=at))
    tx.outbox.add(_audit("category.deleted", category, None, staff=staff, at=at))


async def _empty(
    category_id: UUID, target_id: UUID | None, *, staff: Staff, tx: Tx, at: datetime
) -> None:
    if target_id is not None:
        await known_category(target_id, tx=tx, parameter="move_products_to")
    products = await tx.products.locked_in(category_id)
    if products and target_id in {None, category_id}:
        raise CategoryInUse("products are in it; say move_products_to", products=len(products))
    for product in products:
        moved = replace(product, category_id=target_id or category_id)
        await keep(product, moved, action="product.changed", staff=staff, tx=tx, at=at)


async def _place(category_id: UUID, parent_id: UUID | None, *, height: int, tx: Tx) -> None:
    parent = None
    if parent_id is not None:
        parent = await known_category(parent_id, tx=tx, pointer="#/parent_id")
    check_place(category_id, parent, height=height)


async def _slug(command: NewCategory, *, tx: Tx) -> str:
    if command.slug is not None:
        return slugs.checked(command.slug)
    plain, unique = slugs.candidates(command.name, command.id)
    return plain if await tx.categories.is_slug_free(plain) else unique


def _audit(
    action: str, before: Category | None, after: Category | None, *, staff: Staff, at: datetime
) -> Event:
    thing = before or after
    return audit.recorded(
        action,
        "category",
        "" if thing is None else thing.id,
        before={} if before is None else audit.described(before),
        after={} if after is None else audit.described(after),
        staff=staff,
        at=at,
    )
