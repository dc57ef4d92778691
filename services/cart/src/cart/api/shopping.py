"""How a request works on a cart: look, change what was seen, answer.

Where the cart moved meanwhile, or takes in another, the change is made under its lock.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated, Final, Self, TypeVar
from uuid import UUID

from fastapi import Depends, Response

from cart.api.deps import CatalogDep, Opens, OpensDep
from cart.api.schemas import CartOut
from cart.api.shopper import Door, DoorDep, Shopper, ShopperDep
from cart.domain.cart import Cart
from cart.domain.offer import Offers
from cart.domain.owner import CartEnded
from cart.domain.view import View
from cart.usecases.change_cart import (
    Change,
    LookOutdated,
    Step,
    change_cart,
    clear_cart,
    take_step,
    work_out,
)
from cart.usecases.ports import Catalog
from cart.usecases.read_cart import Look, look_at
from common.errors import Problem, Unavailable
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
    opens: Opens
    catalog: Catalog

    def of_user(self, user_id: UUID, token: str) -> Self:
        """Shop for a user who shows this cart token."""
        return replace(self, shopper=self.door.user(user_id, token))

    async def view(self) -> tuple[View | None, Shopper]:
        """Return the cart with today's prices, and whose it is; None without a row."""

        async def show(shopper: Shopper, look: Look) -> tuple[View | None, Shopper]:
            if look.brought is None:
                return look.view(), shopper
            async with self.opens.tx() as tx:
                return await change_cart(shopper.owner, unchanged, look=look, tx=tx), shopper

        return await self._looking(show)

    async def read(self) -> Response:
        """Show the cart."""
        view, shopper = await self.view()
        answer = _answer(view, HTTPStatus.OK)
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
            step = _step(look, shopper, change, kept)
            if step is not None:
                with suppress(LookOutdated):
                    return await self._stepped(step, shopper, kept, status)
            return await self._locked(look, shopper, change, kept, status)

        return await self._looking(act, product_id=product_id, currency=currency)

    async def clear(self) -> Response:
        """Take everything out."""
        async with self.opens.tx() as tx:
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
                    carts=self.opens.alone,
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

    async def _stepped(
        self, step: Step, shopper: Shopper, intent: Intent | None, status: int
    ) -> Response:
        answer, earlier = _answer(step.view, status), None
        if intent is None:
            await take_step(step, carts=self.opens.alone)
        else:
            async with self.opens.tx() as tx:
                earlier = await tx.answers.begin(intent, answer)
                if earlier is None:
                    await take_step(step, carts=tx.at_once)
        return _told((earlier or answer).response(**_token(shopper)), shopper)

    async def _locked(
        self, look: Look, shopper: Shopper, change: Change, intent: Intent | None, status: int
    ) -> Response:
        async with self.opens.tx() as tx:

            async def act() -> Answer:
                view = await change_cart(shopper.owner, change, look=look, tx=tx)
                return _answer(view, status)

            answer = await once(intent, tx.answers, act, **_token(shopper))
        return _told(answer, shopper)


def _step(look: Look, shopper: Shopper, change: Change, intent: Intent | None) -> Step | None:
    """Work the change out; None where it takes the lock, or an earlier answer may stand."""
    if look.brought is not None:
        return None
    try:
        return work_out(shopper.owner, change, look=look)
    except Problem:
        if intent is None:
            raise
        return None


def _answer(view: View | None, status: int) -> Answer:
    return Answer(status=status, body=CartOut.of(view).model_dump(mode="json"))


def _token(shopper: Shopper) -> dict[str, str]:
    return {} if shopper.token is None else {"cart_token": shopper.token}


def _told(response: Response, shopper: Shopper) -> Response:
    response.headers["cache-control"] = "private, no-store"
    if shopper.token is not None:
        response.headers["x-cart-token"] = shopper.token
    return response


async def _shopping(
    shopper: ShopperDep, door: DoorDep, opens: OpensDep, catalog: CatalogDep
) -> Shopping:
    return Shopping(shopper, door, opens, catalog)


ShoppingDep = Annotated[Shopping, Depends(_shopping)]
