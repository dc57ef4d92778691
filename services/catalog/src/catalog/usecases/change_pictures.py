"""A product's pictures."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from catalog.domain.product import (
    Picture,
    Product,
    with_changed_picture,
    with_picture,
    without_picture,
)
from catalog.usecases.change_product import keep
from catalog.usecases.ports import Pictures, Staff, Stored, Tx
from common.ids import new_id


@dataclass(slots=True)
class Kept:
    """A picture in the store, and whether a product shows it."""

    stored: Stored
    is_shown: bool = False


@asynccontextmanager
async def kept(data: bytes, *, pictures: Pictures) -> AsyncIterator[Kept]:
    """Keep a picture; at the end it goes again unless a product shows it.

    Enter before the first query: no connection waits while it is decoded and sent.
    """
    picture = Kept(await pictures.store(data))
    try:
        yield picture
    finally:
        if not picture.is_shown:
            await pictures.delete([picture.stored.key])


def shown(stored: Stored, *, alt_text: str) -> Picture:
    """Return a kept picture as a product shows it."""
    return Picture(
        id=new_id(),
        key=stored.key,
        alt_text=alt_text,
        width=stored.width,
        height=stored.height,
    )


async def upload_picture(
    product_id: UUID, picture: Kept, *, alt_text: str, staff: Staff, tx: Tx, at: datetime
) -> Product:
    """Show a kept picture after the others; its text is else the product's name."""
    product = await _add(product_id, picture.stored, alt_text=alt_text, staff=staff, tx=tx, at=at)
    picture.is_shown = True
    return product


async def change_picture(
    product_id: UUID,
    picture_id: UUID,
    changes: Mapping[str, Any],
    *,
    staff: Staff,
    tx: Tx,
    at: datetime,
) -> Product:
    """Change a picture's text, or move it among the others."""
    before = await tx.products.locked(product_id)
    after = with_changed_picture(
        before,
        picture_id,
        alt_text=changes.get("alt_text"),
        position=changes.get("position"),
    )
    return await keep(before, after, action="picture.changed", staff=staff, tx=tx, at=at)


async def delete_picture(
    product_id: UUID, picture_id: UUID, *, staff: Staff, tx: Tx, at: datetime
) -> None:
    """Take a picture away; the worker deletes its object later."""
    before = await tx.products.locked(product_id)
    after = without_picture(before, picture_id)
    await keep(before, after, action="picture.deleted", staff=staff, tx=tx, at=at)
    await tx.discards.add([before.picture(picture_id).key])


async def _add(
    product_id: UUID, stored: Stored, *, alt_text: str, staff: Staff, tx: Tx, at: datetime
) -> Product:
    before = await tx.products.locked(product_id)
    after = with_picture(before, shown(stored, alt_text=alt_text or before.name))
    return await keep(before, after, action="picture.added", staff=staff, tx=tx, at=at)
