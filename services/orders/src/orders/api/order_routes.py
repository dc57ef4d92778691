"""Orders, for those whose orders they are."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from fastapi.responses import StreamingResponse

from common.etags import tag
from common.idempotency import once
from common.intents import IdempotencyKeyMissing, RequiredIntent
from common.pagination import PageQuery
from common.problems import documented
from common.routing import router
from common.schemas import Page
from common.stored_answers import Answer, IdempotencyKeyInUse, IdempotencyKeyReused
from orders.adapters.feed import TooManyStreams
from orders.adapters.listing import Sort
from orders.api.counter import order_answer
from orders.api.deps import AskerDep, CounterDep, FeedDep, HolderDep, LookDep, ShopperDep, TxDep
from orders.api.lists import orders_page
from orders.api.requests import CancelIn, PlaceOrderIn, Since, own_filters
from orders.api.shapes import CANCEL_ASKED, OrderOut, PlacedOut
from orders.api.streams import LastSeen, TokenEnds, stream
from orders.domain.actions import OWNER
from orders.domain.basket import CartAlreadyOrdered, CartChanged, CartEmpty, InsufficientStock
from orders.domain.order import Order
from orders.domain.problems import (
    AddressMissing,
    OrderNotCancellable,
    OrderNotFound,
    TooManyOpenOrders,
)
from orders.domain.shipping import NoShippingToCountry, UnknownShippingMethod
from orders.domain.states import OrderStatus
from orders.usecases.asker import own
from orders.usecases.cancel_order import cancel_order

orders = router(prefix="/api/v1/orders", tags=["orders"])

_KEYED = (IdempotencyKeyMissing, IdempotencyKeyReused, IdempotencyKeyInUse)


@orders.post(
    "",
    status_code=HTTPStatus.CREATED,
    response_model=PlacedOut,
    responses=documented(
        *_KEYED,
        CartEmpty,
        CartChanged,
        CartAlreadyOrdered,
        InsufficientStock,
        TooManyOpenOrders,
        NoShippingToCountry,
        UnknownShippingMethod,
        AddressMissing,
    ),
)
async def place(
    body: PlaceOrderIn, shopper: ShopperDep, intent: RequiredIntent, counter: CounterDep
) -> Response:
    """Order everything in one's cart. Repeating the call with one key places one order."""
    command = body.command(shopper, open_at_most=counter.open_at_most)
    return await counter.place(command, intent)


@orders.get("")
async def own_orders(
    *,
    holder: HolderDep,
    tx: TxDep,
    page: PageQuery,
    status: OrderStatus | None = None,
    created_from: Since = None,
    sort: Annotated[Sort, Query()] = "-created_at",
) -> Page[OrderOut]:
    """List one's own orders, newest first; with an order's token, that order."""
    filters = own_filters(holder, status, created_from, sort)
    return await orders_page(filters, page, tx, _shown)


@orders.get("/{order_id}", responses=documented(OrderNotFound))
async def one_order(asker: AskerDep, order_id: UUID, tx: LookDep, response: Response) -> OrderOut:
    """Show one's own order."""
    order = own(await tx.orders.read(order_id), asker)
    tag(response, order.version)
    response.headers["cache-control"] = "private, no-store"
    return _shown(order)


@orders.post(
    "/{order_id}/cancel",
    response_model=OrderOut,
    responses=documented(*_KEYED, OrderNotFound, OrderNotCancellable) | CANCEL_ASKED,
)
async def cancel(
    asker: AskerDep,
    order_id: UUID,
    intent: RequiredIntent,
    tx: TxDep,
    body: CancelIn | None = None,
) -> Response:
    """Cancel one's own order until it is paid; one that is cancelled stays as it is."""
    reason = None if body is None else body.reason

    async def act() -> Answer:
        return order_answer(_shown(await cancel_order(order_id, asker, reason=reason, tx=tx)))

    return await once(intent, tx.answers, act)


@orders.get(
    "/{order_id}/events",
    response_class=StreamingResponse,
    responses={
        **documented(OrderNotFound, TooManyStreams),
        200: {"content": {"text/event-stream": {}}, "description": "The order's states."},
    },
)
async def events(
    *,
    asker: AskerDep,
    order_id: UUID,
    tx: LookDep,
    feed: FeedDep,
    last_seen: LastSeen,
    until: TokenEnds,
) -> StreamingResponse:
    """Follow one's own order: its state now, and each later one as it comes."""
    own(await tx.orders.read(order_id), asker)
    return stream(order_id, feed, last_seen=last_seen, until=until)


def _shown(order: Order) -> OrderOut:
    return OrderOut.of(order, OWNER)
