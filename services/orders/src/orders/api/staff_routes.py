"""Orders, for staff."""

from functools import partial
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from common.etags import IfMatch, tag
from common.idempotency import once
from common.intents import IdempotencyKeyMissing, RequiredIntent
from common.pagination import PageQuery
from common.problems import documented
from common.routing import router
from common.schemas import Page
from common.stored_answers import Answer, IdempotencyKeyInUse, IdempotencyKeyReused
from common.timeline import Entry
from orders.adapters.listing import Filters
from orders.api.counter import order_answer
from orders.api.deps import (
    ChronicleDep,
    CounterDep,
    OffersDep,
    OrdersReader,
    OrdersWriter,
    TxDep,
)
from orders.api.lists import orders_page
from orders.api.requests import AmendIn, CancelIn, OrderForIn, ShipIn, staff_filters
from orders.api.shapes import STAFF_CANCEL_ASKED, StaffOrderOut, StaffPlacedOut
from orders.domain.basket import InsufficientStock, UnknownVariants
from orders.domain.order import Order, Shipment
from orders.domain.problems import (
    AddressMissing,
    IllegalTransition,
    OrderChanged,
    OrderNotCancellable,
    OrderNotFound,
    OrderTotalFrozen,
    StockNotCommitted,
    UnknownCustomer,
)
from orders.domain.shipping import NoShippingToCountry, UnknownShippingMethod
from orders.usecases import staff_orders
from orders.usecases.asker import Asker

staff = router(prefix="/api/v1/admin/orders", tags=["admin orders"])

_KEYED = (IdempotencyKeyMissing, IdempotencyKeyReused, IdempotencyKeyInUse)


@staff.get("")
async def orders(
    asker: OrdersReader,
    tx: TxDep,
    page: PageQuery,
    filters: Annotated[Filters, Depends(staff_filters)],
) -> Page[StaffOrderOut]:
    """List orders, newest first; archived ones only when asked for."""
    show = partial(StaffOrderOut.of, viewer=asker.viewer)
    return await orders_page(filters, page, tx, show)


@staff.post(
    "",
    status_code=HTTPStatus.CREATED,
    response_model=StaffPlacedOut,
    responses=documented(
        *_KEYED,
        InsufficientStock,
        NoShippingToCountry,
        UnknownShippingMethod,
        AddressMissing,
        UnknownCustomer,
        UnknownVariants,
    ),
)
async def place(
    asker: OrdersWriter,
    intent: RequiredIntent,
    body: OrderForIn,
    counter: CounterDep,
    offers: OffersDep,
) -> Response:
    """Order on a customer's behalf, at the prices of the moment; their cart stays as it is."""
    cart = offers.cart_of(body.wanted, body.currency)
    return await counter.place_for(body.command(asker.user_id), cart, intent, asker)


@staff.get("/{order_id}", responses=documented(OrderNotFound))
async def one_order(
    asker: OrdersReader, order_id: UUID, tx: TxDep, response: Response
) -> StaffOrderOut:
    """Show any order."""
    order = await tx.orders.read(order_id)
    tag(response, order.version)
    return StaffOrderOut.of(order, asker.viewer)


@staff.patch("/{order_id}", responses=documented(OrderNotFound, OrderTotalFrozen, OrderChanged))
async def amend(
    *,
    asker: OrdersWriter,
    order_id: UUID,
    seen: IfMatch,
    body: AmendIn,
    tx: TxDep,
    response: Response,
) -> StaffOrderOut:
    """Change notes, address or shipping; what it costs only before a payment was begun."""
    order = await staff_orders.amend(order_id, body.amendment(), asker, seen=seen, tx=tx)
    tag(response, order.version)
    return StaffOrderOut.of(order, asker.viewer)


@staff.delete(
    "/{order_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=documented(OrderNotFound, OrderChanged),
)
async def archive(asker: OrdersWriter, order_id: UUID, seen: IfMatch, tx: TxDep) -> None:
    """Take an order out of staff's lists; it stays what it is."""
    await staff_orders.archive(order_id, asker, seen=seen, tx=tx)


@staff.post(
    "/{order_id}/ship",
    response_model=StaffOrderOut,
    responses=documented(*_KEYED, OrderNotFound, IllegalTransition, StockNotCommitted),
)
async def ship(
    asker: OrdersWriter, order_id: UUID, intent: RequiredIntent, body: ShipIn, tx: TxDep
) -> Response:
    """Hand the goods of a paid order to a carrier."""
    shipment = Shipment(carrier=body.carrier, tracking_number=body.tracking_number)

    async def act() -> Answer:
        return _answer(await staff_orders.ship(order_id, shipment, asker, tx=tx), asker)

    return await once(intent, tx.answers, act)


@staff.post(
    "/{order_id}/deliver",
    response_model=StaffOrderOut,
    responses=documented(*_KEYED, OrderNotFound, IllegalTransition),
)
async def deliver(
    asker: OrdersWriter, order_id: UUID, intent: RequiredIntent, tx: TxDep
) -> Response:
    """Note that the goods of a shipped order arrived."""

    async def act() -> Answer:
        return _answer(await staff_orders.deliver(order_id, asker, tx=tx), asker)

    return await once(intent, tx.answers, act)


@staff.post(
    "/{order_id}/cancel",
    response_model=StaffOrderOut,
    responses=documented(*_KEYED, OrderNotFound, OrderNotCancellable) | STAFF_CANCEL_ASKED,
)
async def cancel(
    asker: OrdersWriter,
    order_id: UUID,
    intent: RequiredIntent,
    tx: TxDep,
    body: CancelIn | None = None,
) -> Response:
    """Cancel an order that is not shipped; what was paid is given back."""
    reason = None if body is None else body.reason

    async def act() -> Answer:
        return _answer(await staff_orders.cancel(order_id, asker, reason=reason, tx=tx), asker)

    return await once(intent, tx.answers, act)


@staff.get("/{order_id}/timeline", responses=documented(OrderNotFound))
async def timeline(_: OrdersReader, order_id: UUID, chronicle: ChronicleDep) -> Page[Entry]:
    """Tell all that happened around an order, in every service; a silent one is named."""
    return await chronicle.of(order_id)


def _answer(order: Order, asker: Asker) -> Answer:
    return order_answer(StaffOrderOut.of(order, asker.viewer))
