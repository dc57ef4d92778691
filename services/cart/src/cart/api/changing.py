"""How a request changes a cart: look, change under the lock, answer; again if it moved."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Response

from cart.adapters.tx import SqlTx
from cart.api.deps import CatalogDep, OpenTxDep
from cart.api.schemas import CartOut
from cart.usecases.change_cart import Change, LookOutdated, change_cart, check_currency
from cart.usecases.ports import Catalog
from cart.usecases.read_cart import Look, look_at
from common.auth import CallerDep
from common.errors import Unavailable
from common.idempotency import Answer, once
from common.intents import Intent

_ROUNDS: Final = 4


class CartBusy(Unavailable):
    """The cart changed each time it was looked at; the same call may work now."""


@dataclass(frozen=True, slots=True)
class Changing:
    """Changes the caller's cart and answers with it."""

    user_id: UUID
    open_tx: Callable[[], AbstractAsyncContextManager[SqlTx]]
    catalog: Catalog

    async def __call__(
        self,
        change: Change,
        *,
        intent: Intent | None = None,
        status: HTTPStatus = HTTPStatus.OK,
        product_id: UUID | None = None,
        currency: str | None = None,
    ) -> Response:
        """Make the change once per intent."""
        products = () if product_id is None else (product_id,)
        for _ in range(_ROUNDS):
            look = await look_at(
                self.user_id,
                open_tx=self.open_tx,
                catalog=self.catalog,
                product_ids=products,
                currency=currency,
            )
            try:
                return await self._within(look, change, intent, status)
            except LookOutdated:
                continue
        raise CartBusy("the cart is being changed elsewhere; try again", retry_after=1)

    async def _within(
        self, look: Look, change: Change, intent: Intent | None, status: HTTPStatus
    ) -> Response:
        async with self.open_tx() as tx:

            async def act() -> Answer:
                await check_currency(look.currency, tx=tx)
                view = await change_cart(self.user_id, change, look=look, tx=tx)
                return Answer(status=status, body=CartOut.of(view).model_dump(mode="json"))

            return await once(intent, tx.answers, act)


async def _changing(caller: CallerDep, open_tx: OpenTxDep, catalog: CatalogDep) -> Changing:
    return Changing(caller.id, open_tx, catalog)


ChangingDep = Annotated[Changing, Depends(_changing)]
