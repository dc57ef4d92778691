"""Products, for staff."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from catalog.api import answers, staff_products
from catalog.api.deps import CatalogReader, CatalogWriter, MediaDep, ReaderDep, ReadsDep, TxDep
from catalog.api.fields import changes_of
from catalog.api.product_schemas import ProductIn, ProductPatch
from catalog.api.queries import FiltersDep, product_page
from catalog.api.shown import ProductItemOut, StaffProductOut
from catalog.domain.product import SkuTaken, Status
from catalog.domain.slugs import SlugTaken
from catalog.usecases.browse import with_status
from catalog.usecases.change_product import (
    archive_product,
    change_product,
    delete_product,
    publish_product,
)
from catalog.usecases.create_product import create_product
from catalog.usecases.ports import ProductNotFound
from catalog.usecases.versions import VersionConflict
from common import problems
from common.clock import utcnow
from common.errors import PreconditionRequired
from common.etags import IfMatch
from common.intents import OptionalIntent
from common.pagination import PageQuery
from common.routing import router as strict_router
from common.schemas import Page

router = strict_router(prefix="/api/v1/admin/products", tags=["products"])
_TAKEN: Any = problems.documented(SlugTaken, SkuTaken)
_UNKNOWN: Any = problems.documented(ProductNotFound)
_GUARDED: Any = problems.documented(ProductNotFound, VersionConflict, PreconditionRequired)


@router.get("", response_model=Page[ProductItemOut])
async def list_products(
    *,
    filters: FiltersDep,
    page: PageQuery,
    reader: ReaderDep,
    media: MediaDep,
    _: CatalogReader,
    status: Annotated[Status | None, Query()] = None,
) -> Response:
    """List products of every status, or of one."""
    asked = with_status(filters, status)
    return answers.private(await product_page(reader, asked, page, media))


@router.post("", status_code=HTTPStatus.CREATED, response_model=StaffProductOut, responses=_TAKEN)
async def create(
    body: ProductIn, staff: CatalogWriter, intent: OptionalIntent, tx: TxDep, media: MediaDep
) -> Response:
    """Create a product, a draft unless a status is given, with its one variant."""
    command = body.command()
    return await staff_products.acted(
        intent,
        tx,
        media,
        lambda: create_product(command, staff=staff, tx=tx, at=utcnow()),
        created=True,
    )


@router.get("/{product_id}", response_model=StaffProductOut, responses=_UNKNOWN)
async def show(product_id: UUID, reads: ReadsDep, media: MediaDep, _: CatalogReader) -> Response:
    """Show a product whatever its status."""
    document = await staff_products.document(reads, product_id, media)
    return answers.private(document, version=document["version"])


@router.patch("/{product_id}", response_model=StaffProductOut, responses=_GUARDED | _TAKEN)
async def change(
    *,
    product_id: UUID,
    body: ProductPatch,
    seen: IfMatch,
    staff: CatalogWriter,
    tx: TxDep,
    media: MediaDep,
) -> Response:
    """Change a product; a new slug leaves the old one leading to it."""
    changes = changes_of(body)
    await change_product(product_id, changes, seen=seen, staff=staff, tx=tx, at=utcnow())
    return await staff_products.answer(tx, product_id, media)


@router.delete(
    "/{product_id}",
    status_code=HTTPStatus.NO_CONTENT,
    response_model=None,
    responses=_GUARDED,
)
async def delete(product_id: UUID, seen: IfMatch, staff: CatalogWriter, tx: TxDep) -> Response:
    """Delete a product; orders keep what they bought of it."""
    await delete_product(product_id, seen=seen, staff=staff, tx=tx, at=utcnow())
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post("/{product_id}/publish", response_model=StaffProductOut, responses=_UNKNOWN)
async def publish(
    product_id: UUID, staff: CatalogWriter, intent: OptionalIntent, tx: TxDep, media: MediaDep
) -> Response:
    """Put a product up for sale."""
    return await staff_products.acted(
        intent, tx, media, lambda: publish_product(product_id, staff=staff, tx=tx, at=utcnow())
    )


@router.post("/{product_id}/archive", response_model=StaffProductOut, responses=_UNKNOWN)
async def archive(
    product_id: UUID, staff: CatalogWriter, intent: OptionalIntent, tx: TxDep, media: MediaDep
) -> Response:
    """Take a product out of sale, keeping it."""
    return await staff_products.acted(
        intent, tx, media, lambda: archive_product(product_id, staff=staff, tx=tx, at=utcnow())
    )
