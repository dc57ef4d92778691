"""A product's variants and pictures, for staff."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import Response

from catalog.adapters.pictures import NotAPicture, PictureTooLarge, PictureUnreadable
from catalog.api import staff_products, uploads
from catalog.api.deps import CatalogWriter, MediaDep, PicturesDep, TxDep
from catalog.api.fields import changes_of
from catalog.api.product_schemas import PicturePatch, VariantIn, VariantPatch
from catalog.api.shown import ImageOut, StaffVariantOut
from catalog.api.uploads import UploadDep
from catalog.domain.product import (
    PictureNotFound,
    SkuTaken,
    TooMany,
    VariantExists,
    VariantInUse,
    VariantNotFound,
)
from catalog.usecases.change_pictures import (
    change_picture,
    delete_picture,
    kept,
    upload_picture,
)
from catalog.usecases.change_variants import add_variant, change_variant, delete_variant
from catalog.usecases.ports import ProductNotFound
from common import problems
from common.clock import utcnow
from common.intents import OptionalIntent
from common.routing import router as strict_router

router = strict_router(prefix="/api/v1/admin/products/{product_id}", tags=["products"])
_TAKEN: Any = problems.documented(SkuTaken, VariantExists)


@router.post(
    "/variants",
    status_code=HTTPStatus.CREATED,
    response_model=StaffVariantOut,
    responses=_TAKEN | problems.documented(ProductNotFound),
)
async def create_variant(
    *,
    product_id: UUID,
    body: VariantIn,
    staff: CatalogWriter,
    intent: OptionalIntent,
    tx: TxDep,
    media: MediaDep,
) -> Response:
    """Add a variant; the first with options replaces a plain one that never had stock."""
    variant, units = body.variant(), body.initial_stock
    return await staff_products.part_added(
        intent,
        tx,
        media,
        lambda: add_variant(
            product_id, variant, initial_stock=units, staff=staff, tx=tx, at=utcnow()
        ),
        part="variants",
    )


@router.patch(
    "/variants/{variant_id}",
    response_model=StaffVariantOut,
    responses=_TAKEN | problems.documented(ProductNotFound, VariantNotFound),
)
async def patch_variant(
    *,
    product_id: UUID,
    variant_id: UUID,
    body: VariantPatch,
    staff: CatalogWriter,
    tx: TxDep,
    media: MediaDep,
) -> Response:
    """Change a variant."""
    changes = changes_of(body)
    await change_variant(product_id, variant_id, changes, staff=staff, tx=tx, at=utcnow())
    return await staff_products.part(tx, product_id, media, kind="variants", part_id=variant_id)


@router.delete(
    "/variants/{variant_id}",
    status_code=HTTPStatus.NO_CONTENT,
    response_model=None,
    responses=problems.documented(ProductNotFound, VariantNotFound, VariantInUse),
)
async def remove_variant(
    product_id: UUID, variant_id: UUID, staff: CatalogWriter, tx: TxDep
) -> Response:
    """Delete a variant that no order holds units of; a product keeps at least one."""
    await delete_variant(product_id, variant_id, staff=staff, tx=tx, at=utcnow())
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    "/images",
    status_code=HTTPStatus.CREATED,
    response_model=ImageOut,
    openapi_extra=uploads.DOCUMENTED,
    max_body_size=uploads.BODY_LIMIT,
    responses=problems.documented(
        ProductNotFound, TooMany, PictureTooLarge, NotAPicture, PictureUnreadable
    ),
)
async def create_image(
    *,
    product_id: UUID,
    upload: UploadDep,
    staff: CatalogWriter,
    tx: TxDep,
    pictures: PicturesDep,
    media: MediaDep,
) -> Response:
    """Add a picture: JPEG, PNG or WebP, to 8 MiB. It is kept re-encoded, without metadata."""
    async with kept(upload.data, pictures=pictures) as picture:
        return await staff_products.part_added(
            upload.intent,
            tx,
            media,
            lambda: upload_picture(
                product_id, picture, alt_text=upload.alt_text, staff=staff, tx=tx, at=utcnow()
            ),
            part="images",
        )


@router.patch(
    "/images/{image_id}",
    response_model=ImageOut,
    responses=problems.documented(ProductNotFound, PictureNotFound),
)
async def patch_image(
    *,
    product_id: UUID,
    image_id: UUID,
    body: PicturePatch,
    staff: CatalogWriter,
    tx: TxDep,
    media: MediaDep,
) -> Response:
    """Change a picture's text, or move it among the others."""
    changes = changes_of(body)
    await change_picture(product_id, image_id, changes, staff=staff, tx=tx, at=utcnow())
    return await staff_products.part(tx, product_id, media, kind="images", part_id=image_id)


@router.delete(
    "/images/{image_id}",
    status_code=HTTPStatus.NO_CONTENT,
    response_model=None,
    responses=problems.documented(ProductNotFound, PictureNotFound),
)
async def remove_image(
    product_id: UUID, image_id: UUID, staff: CatalogWriter, tx: TxDep
) -> Response:
    """Delete a picture."""
    await delete_picture(product_id, image_id, staff=staff, tx=tx, at=utcnow())
    return Response(status_code=HTTPStatus.NO_CONTENT)
