"""A product as staff get it back after reading or changing it."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import Response
from sqlalchemy.ext.asyncio import AsyncSession

from catalog.adapters import detail
from catalog.adapters.documents import Media, for_staff
from catalog.adapters.tx import SqlTx
from catalog.api import answers
from catalog.domain.product import Product
from catalog.usecases.ports import ProductNotFound
from common.idempotency import Answer, once
from common.intents import Intent


async def document(session: AsyncSession, product_id: UUID, media: Media) -> dict[str, Any]:
    """Return the product as staff see it; raise `ProductNotFound`."""
    row = await detail.of_staff(session, product_id)
    if row is None:
        raise ProductNotFound(f"there is no product {product_id}")
    return for_staff(row, media)


async def answer(tx: SqlTx, product_id: UUID, media: Media) -> Response:
    """Answer 200 with the product as it stands in this transaction."""
    shown = await document(tx.session, product_id, media)
    return answers.private(shown, version=shown["version"])


async def acted(
    intent: Intent | None,
    tx: SqlTx,
    media: Media,
    act: Callable[[], Awaitable[Product]],
    *,
    created: bool = False,
) -> Response:
    """Change a product once per key and answer with it: 201 with its address when it is new."""

    async def answering() -> Answer:
        product = await act()
        shown = await document(tx.session, product.id, media)
        return answers.written(
            shown,
            status=HTTPStatus.CREATED if created else HTTPStatus.OK,
            version=product.version,
            location=f"/api/v1/admin/products/{product.id}" if created else None,
        )

    return await once(intent, tx.answers, answering)


async def part_added(
    intent: Intent | None,
    tx: SqlTx,
    media: Media,
    add: Callable[[], Awaitable[Product]],
    *,
    part: str,
) -> Response:
    """Add a part (`variants`, `images`) once per key and answer 201 with the newest of them."""

    async def answering() -> Answer:
        product = await add()
        shown = await document(tx.session, product.id, media)
        newest = shown[part][-1]
        location = f"/api/v1/admin/products/{product.id}/{part}/{newest['id']}"
        return answers.written(newest, status=HTTPStatus.CREATED, location=location)

    return await once(intent, tx.answers, answering)


async def part(tx: SqlTx, product_id: UUID, media: Media, *, kind: str, part_id: UUID) -> Response:
    """Answer 200 with one part of the product."""
    shown = await document(tx.session, product_id, media)
    [found] = [item for item in shown[kind] if str(item["id"]) == str(part_id)]
    return answers.private(found)
