"""How a request works on a cart: look, change under the lock, answer; again if it moved."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated, Final, Self, TypeVar
from uuid import UUID

from fastapi import Depends, Response

from cart.adapters.tx import SqlTx
from cart.api.deps import CatalogDep, OpenTxDep
from cart.api.schemas import CartOut
from cart.api.shopper import Door, DoorDep, Shopper, ShopperDep
from cart.domain.cart import Cart
from cart.domain.offer import Offers
from cart.domain.owner import CartEnded
from cart.domain.view import View
from cart.usecases.change_cart import (
    Change,
    LookOutdated,
    change_cart,
    check_currency,
    clear_cart,
)
from cart.usecases.ports import Catalog
from cart.usecases.read_cart import Look, look_at
from common.errors import Unavailable
from common.idempotency import Answer, once
from common.intents import Intent

_ROUNDS: Final = 4

Seen = TypeVar("Seen")


class CartBusy(Unavailable):
    """The cart changed each time it was looked at; the same call may work now."""


def unchanged(cart: Cart, _: Offers) -> Cart:
    """Leave the cart as it is: only what the shopper brought goes into it."""
    return cart


@dataclass(frozen=True, slots=True)
class Shopping:
    """Shows and changes the shopper's cart, and answers with it."""

    shopper: Shopper
    door: Door
    open_tx: Callable[[], AbstractAsyncContextManager[SqlTx]]
    catalog: Catalog

    def of_user(self, user_id: UUID, token: str) -> Self:
        """Shop for a user who shows this cart token."""
        return replace(self, shopper=self.door.user(user_id, token))

    async def view(self) -> tuple[View | None, Shopper]:
        """Return the cart with today's prices, and whose it is; None without a row."""

        async def show(shopper: Shopper, look: Look) -> tuple[View | None, Shopper]:
            if look.brought is None:
                return look.view(), shopper
            async with self.open_tx() as tx:
                return await change_cart(shopper.owner, unchanged, look=look, tx=tx), shopper

        return await self._looking(show)

    async def read(self) -> Response:
        """Show the cart."""
        view, shopper = await self.view()
        answer = Answer(status=HTTPStatus.OK, body=CartOut.of(view).model_dump(mode="json"))
        return _told(answer.response(**_token(shopper)), shopper)

    async def change(
        self,
        change: Change,
        *,
        intent: Intent | None = None,
        status: HTTPStatus = HTTPStatus.OK,
        product_id: UUID | None = None,
        currency: str | None = None,
    ) -> Response:
        """Make the change once per intent, and show the cart."""

        async def act(shopper: Shopper, look: Look) -> Response:
            # A newcomer has no name that a key could be kept under.
            kept = None if shopper.is_new else intent
            return await self._changed(look, shopper, change, kept, status)

        return await self._looking(act, product_id=product_id, currency=currency)

    async def clear(self) -> Response:
        """Take everything out."""
        async with self.open_tx() as tx:
            with suppress(CartEnded):  # then there is nothing in it
                await clear_cart(self.shopper.owner, tx=tx)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _looking(
        self,
        work: Callable[[Shopper, Look], Awaitable[Seen]],
        *,
        product_id: UUID | None = None,
        currency: str | None = None,
    ) -> Seen:
        shopper, products = self.shopper, () if product_id is None else (product_id,)
        for _ in range(_ROUNDS):
            try:
                look = await look_at(
                    shopper.owner,
                    open_tx=self.open_tx,
                    catalog=self.catalog,
                    product_ids=products,
                    currency=currency,
                )
                return await work(shopper, look)
            except LookOutdated:
                continue
            except CartEnded:
                shopper = self.door.newcomer()
        raise CartBusy("the cart is being changed elsewhere; try again", retry_after=1)

    async def _changed(
        self, look: Look, shopper: Shopper, change: Change, intent: Intent | None, status: int
    ) -> Response:
        async with self.open_tx() as tx:

            async def act() -> Answer:
                await check_currency(look.currency, tx=tx)
                view = await change_cart(shopper.owner, change, look=look, tx=tx)
                return Answer(status=status, body=CartOut.of(view).model_dump(mode="json"))

            answer = await once(intent, tx.answers, act, **_token(shopper))
        return _told(answer, shopper)


def _token(shopper: Shopper) -> dict[str, str]:
    return {} if shopper.token is None else {"cart_token": shopper.token}


def _told(response: Response, shopper: Shopper) -> Response:
    response.headers["cache-control"] = "private, no-store"
    if shopper.token is not None:
        response.headers["x-cart-token"] = shopper.token
    return response


async def _shopping(
    shopper: ShopperDep, door: DoorDep, open_tx: OpenTxDep, catalog: CatalogDep
) -> Shopping:
    return Shopping(shopper, door, open_tx, catalog)


ShoppingDep = Annotated[Shopping, Depends(_shopping)]
