"""Stock, for staff."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from catalog.adapters import stock_views
from catalog.api import answers, stock_pages
from catalog.api.deps import ReadsDep, StockReader, StockWriter, TxDep
from catalog.api.fields import Sku
from catalog.api.schemas import AdjustmentIn
from catalog.api.shown import MovementOut, StockLevelOut
from catalog.domain.stock import StockBelowReserved, StockLevelNotFound
from catalog.usecases.adjust_stock import adjust_stock
from common import problems
from common.clock import utcnow
from common.idempotency import Answer, once
from common.ids import new_id
from common.intents import IdempotencyKeyMissing, RequiredIntent
from common.pagination import PageQuery
from common.routing import router as strict_router
from common.schemas import Page

router = strict_router(prefix="/api/v1/admin/stock-levels", tags=["stock"])


@router.get("", response_model=Page[StockLevelOut])
async def list_levels(
    page: PageQuery,
    reads: ReadsDep,
    _: StockReader,
    product_id: Annotated[UUID | None, Query()] = None,
    sku: Annotated[Sku | None, Query()] = None,
) -> Response:
    """List what there is of each variant."""
    return answers.private(await stock_pages.levels(reads, page, product_id=product_id, sku=sku))


@router.get(
    "/{variant_id}",
    response_model=StockLevelOut,
    responses=problems.documented(StockLevelNotFound),
)
async def show_level(variant_id: UUID, reads: ReadsDep, _: StockReader) -> Response:
    """Show what there is of one variant."""
    level = await stock_views.level(reads, variant_id)
    return answers.private(stock_pages.known(level))


@router.get(
    "/{variant_id}/movements",
    response_model=Page[MovementOut],
    responses=problems.documented(StockLevelNotFound),
)
async def list_movements(
    variant_id: UUID, page: PageQuery, reads: ReadsDep, _: StockReader
) -> Response:
    """List every change of what is on hand, the newest first."""
    stock_pages.known(await stock_views.level(reads, variant_id))
    return answers.private(await stock_pages.movements(reads, page, variant_id))


@router.post(
    "/{variant_id}/adjustments",
    status_code=HTTPStatus.CREATED,
    response_model=MovementOut,
    responses=problems.documented(StockLevelNotFound, StockBelowReserved, IdempotencyKeyMissing),
)
async def adjust(
    variant_id: UUID, body: AdjustmentIn, staff: StockWriter, intent: RequiredIntent, tx: TxDep
) -> Response:
    """Add units or take them away; never below what orders hold."""

    async def act() -> Answer:
        movement = await adjust_stock(
            new_id(),
            variant_id,
            delta=body.delta,
            reason=body.reason,
            staff=staff,
            tx=tx,
            at=utcnow(),
        )
        location = f"/api/v1/admin/stock-levels/{variant_id}/movements"
        document = stock_pages.movement(movement)
        return answers.written(document, status=HTTPStatus.CREATED, location=location)

    return await once(intent, tx.answers, act)
