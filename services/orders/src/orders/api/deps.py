"""What routes are handed."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import Depends, Header, Request

from common.auth import CallerDep, MaybeCallerDep, Principal, permitted
from common.errors import Forbidden, Unauthenticated
from orders.adapters.feed import OrderFeed
from orders.adapters.order_tokens import OrderTokens
from orders.adapters.tx import SqlTx
from orders.api.chronicle import Chronicle
from orders.api.counter import Counter
from orders.domain.actions import Viewer
from orders.usecases.asker import Asker
from orders.usecases.offers import Offers
from orders.usecases.shopper import Shopper

OrderToken = Annotated[
    str | None,
    Header(alias="X-Order-Token", max_length=200, description="Opens one order."),
]


CartToken = Annotated[
    str | None,
    Header(alias="X-Cart-Token", max_length=200, description="Opens a guest's cart."),
]


async def _tx(request: Request) -> AsyncIterator[SqlTx]:
    opened: AbstractAsyncContextManager[SqlTx] = request.app.state.open_tx()
    async with opened as tx:
        yield tx


# scope="function" commits before the answer is sent, so that no failed commit is a success.
TxDep = Annotated[SqlTx, Depends(_tx, scope="function")]


async def _look(request: Request) -> AsyncIterator[SqlTx]:
    opened: AbstractAsyncContextManager[SqlTx] = request.app.state.open_look()
    async with opened as tx:
        yield tx


LookDep = Annotated[SqlTx, Depends(_look, scope="function")]
"""For what reads with one statement, or with several that need not agree."""


async def _shopper(caller: MaybeCallerDep, x_cart_token: CartToken = None) -> Shopper:
    if caller is None and not x_cart_token:
        raise Unauthenticated("sign in, or send the cart's X-Cart-Token")
    return Shopper(
        user_id=None if caller is None else caller.id,
        authorization=None if caller is None else f"Bearer {caller.token}",
        cart_token=x_cart_token or None,
    )


ShopperDep = Annotated[Shopper, Depends(_shopper)]
"""Whoever has a cart: signed in, or with its token, or both."""


async def _order_tokens(request: Request) -> OrderTokens:
    return cast("OrderTokens", request.app.state.order_tokens)


async def _counter(request: Request) -> Counter:
    return cast("Counter", request.app.state.counter)


async def _feed(request: Request) -> OrderFeed:
    return cast("OrderFeed", request.app.state.feed)


async def _offers(request: Request) -> Offers:
    return cast("Offers", request.app.state.offers)


async def _chronicle(request: Request) -> Chronicle:
    return cast("Chronicle", request.app.state.chronicle)


TokensDep = Annotated[OrderTokens, Depends(_order_tokens)]
CounterDep = Annotated[Counter, Depends(_counter)]
OffersDep = Annotated[Offers, Depends(_offers)]
FeedDep = Annotated[OrderFeed, Depends(_feed)]
ChronicleDep = Annotated[Chronicle, Depends(_chronicle)]


async def _asker(
    order_id: UUID, caller: MaybeCallerDep, tokens: TokensDep, x_order_token: OrderToken = None
) -> Asker:
    if caller is None and x_order_token is None:
        raise Unauthenticated("sign in, or send the order's X-Order-Token")
    shown = x_order_token is not None and tokens.opens(x_order_token, order_id)
    return Asker(
        user_id=None if caller is None else caller.id,
        opens=order_id if shown else None,
        viewer=_viewer(caller),
    )


AskerDep = Annotated[Asker, Depends(_asker)]
"""Whoever asks for the order in the path: signed in, or with its token."""


async def _holder(
    caller: MaybeCallerDep, tokens: TokensDep, x_order_token: OrderToken = None
) -> Asker:
    if caller is not None:
        return Asker(user_id=caller.id, viewer=_viewer(caller))
    opens = None if x_order_token is None else tokens.order_of(x_order_token)
    if opens is None:
        raise Unauthenticated("sign in, or send an order's X-Order-Token")
    return Asker(opens=opens)


HolderDep = Annotated[Asker, Depends(_holder)]
"""Whoever asks for their orders: a user for all of theirs, a token's bearer for that one."""


def _viewer(caller: Principal | None) -> Viewer:
    if caller is None:
        return Viewer()
    return Viewer(
        may_write_orders=caller.may("orders:write"),
        may_write_payments=caller.may("payments:write"),
        may_write_refunds=caller.may("refunds:write"),
    )


def staff(permission: str) -> Any:
    """Return a dependency that gives the member of staff, if they hold the permission."""

    async def check(caller: Annotated[Principal, permitted(permission)]) -> Asker:
        return Asker(user_id=caller.id, viewer=_viewer(caller))

    return Depends(check)


async def _tariff_reader(caller: CallerDep) -> Principal:
    if not (caller.may("settings:read") or caller.may("orders:read")):
        raise Forbidden("this needs the permission settings:read or orders:read")
    return caller


OrdersReader = Annotated[Asker, staff("orders:read")]
OrdersWriter = Annotated[Asker, staff("orders:write")]
ReportsReader = Annotated[Asker, staff("reports:read")]
OpsReader = Annotated[Asker, staff("ops:read")]
OpsWriter = Annotated[Asker, staff("ops:write")]
TariffReader = Annotated[Principal, Depends(_tariff_reader)]
TariffWriter = Annotated[Asker, staff("settings:write")]
