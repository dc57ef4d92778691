"""What other services ask; the gateway lets none of it through."""

from http import HTTPStatus
from uuid import UUID

from fastapi import Response

from catalog.adapters import stock_views, timeline
from catalog.adapters.documents import sellable
from catalog.api import answers
from catalog.api.deps import MediaDep, ReaderDep, ReadsDep, SettingsDep, TxDep
from catalog.api.schemas import HoldIn, LookupIn
from catalog.api.shown import HoldOut, SellablesOut
from catalog.domain.hold import HoldClosed, InsufficientStock
from catalog.usecases.hold_stock import drop_hold, hold_stock
from common import problems
from common.auth import peer
from common.clock import utcnow
from common.routing import router as strict_router
from common.timeline import Timeline

router = strict_router(prefix="/internal", tags=["internal"])


@router.post("/variants/lookup", response_model=SellablesOut, dependencies=[peer("cart", "orders")])
async def lookup(body: LookupIn, reader: ReaderDep, media: MediaDep) -> Response:
    """Price variants and say how many there are; a product id stands for all its variants."""
    rows = await stock_views.lookup(
        reader,
        currency=body.currency,
        variant_ids=body.variant_ids,
        product_ids=body.product_ids,
    )
    return answers.private({"items": [sellable(row, body.currency, media) for row in rows]})


@router.put(
    "/holds/{order_id}",
    response_model=HoldOut,
    dependencies=[peer("orders")],
    responses=problems.documented(InsufficientStock, HoldClosed),
)
async def put_hold(order_id: UUID, body: HoldIn, settings: SettingsDep, tx: TxDep) -> Response:
    """Hold the whole set for an order that is about to be placed, or nothing; repeatable."""
    lines = [line.line() for line in body.lines]
    ttl = settings.hold_tentative
    hold = await hold_stock(order_id, lines, ttl=ttl, tx=tx, at=utcnow())
    return answers.private(
        {"order_id": hold.order_id, "state": hold.state, "expires_at": hold.expires_at}
    )


@router.delete(
    "/holds/{order_id}",
    status_code=HTTPStatus.NO_CONTENT,
    response_model=None,
    dependencies=[peer("orders")],
)
async def delete_hold(order_id: UUID, tx: TxDep) -> Response:
    """Release a tentative hold; repeatable."""
    await drop_hold(order_id, tx=tx, at=utcnow())
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get("/orders/{order_id}/timeline", dependencies=[peer("orders")])
async def order_timeline(order_id: UUID, reads: ReadsDep) -> Timeline:
    """Tell what happened here around an order."""
    return await timeline.of_order(reads, order_id)
