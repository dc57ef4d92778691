"""Categories, for staff."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from catalog.adapters import category_list
from catalog.adapters.tx import SqlTx
from catalog.api import answers, category_views
from catalog.api.deps import CatalogReader, CatalogWriter, ReadsDep, TxDep
from catalog.api.fields import changes_of
from catalog.api.schemas import CategoryIn, CategoryPatch
from catalog.api.shown import CategoryOut
from catalog.domain.category import CategoryInUse, CategoryNotFound
from catalog.domain.slugs import SlugTaken
from catalog.usecases.change_categories import change_category, create_category, delete_category
from catalog.usecases.versions import VersionConflict
from common import problems
from common.clock import utcnow
from common.errors import PreconditionRequired
from common.etags import IfMatch
from common.idempotency import Answer, once
from common.intents import OptionalIntent
from common.pagination import PageQuery
from common.routing import router as strict_router
from common.schemas import Page

router = strict_router(prefix="/api/v1/admin/categories", tags=["categories"])
_GUARDED: Any = problems.documented(CategoryNotFound, VersionConflict, PreconditionRequired)


@router.get("", response_model=Page[CategoryOut])
async def list_categories(page: PageQuery, reads: ReadsDep, _: CatalogReader) -> Response:
    """List the categories in the order of the tree, parents first."""
    return answers.private(await category_views.category_page(reads, page))


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    response_model=CategoryOut,
    responses=problems.documented(SlugTaken),
)
async def create(
    body: CategoryIn, staff: CatalogWriter, intent: OptionalIntent, tx: TxDep
) -> Response:
    """Create a category; without a slug it gets one from its name."""

    async def act() -> Answer:
        category = await create_category(body.command(), staff=staff, tx=tx, at=utcnow())
        document = await _document(tx, category.id)
        location = f"/api/v1/admin/categories/{category.id}"
        return answers.written(
            document, status=HTTPStatus.CREATED, version=category.version, location=location
        )

    return await once(intent, tx.answers, act)


@router.get(
    "/{category_id}",
    response_model=CategoryOut,
    responses=problems.documented(CategoryNotFound),
)
async def show(category_id: UUID, reads: ReadsDep, _: CatalogReader) -> Response:
    """Show one category."""
    document = category_views.shown(await category_list.category(reads, str(category_id)))
    return answers.private(document, version=document["version"])


@router.patch(
    "/{category_id}",
    response_model=CategoryOut,
    responses=_GUARDED | problems.documented(SlugTaken),
)
async def change(
    category_id: UUID, body: CategoryPatch, seen: IfMatch, staff: CatalogWriter, tx: TxDep
) -> Response:
    """Change a category; a new parent moves everything below it."""
    await change_category(category_id, changes_of(body), seen=seen, staff=staff, tx=tx, at=utcnow())
    document = await _document(tx, category_id)
    return answers.private(document, version=document["version"])


@router.delete(
    "/{category_id}",
    status_code=HTTPStatus.NO_CONTENT,
    response_model=None,
    responses=_GUARDED | problems.documented(CategoryInUse),
)
async def delete(
    category_id: UUID,
    seen: IfMatch,
    staff: CatalogWriter,
    tx: TxDep,
    move_products_to: Annotated[UUID | None, Query()] = None,
) -> Response:
    """Delete a category; one with products needs `move_products_to`."""
    await delete_category(
        category_id,
        seen=seen,
        move_products_to=move_products_to,
        staff=staff,
        tx=tx,
        at=utcnow(),
    )
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def _document(tx: SqlTx, category_id: UUID) -> dict[str, Any]:
    return category_views.shown(await category_list.category(tx.session, str(category_id)))
