"""The counter where orders are placed: claims on keys in, stored answers out."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from fastapi import Response

from common.errors import Unavailable
from common.etags import etag
from common.intents import Intent
from common.shedding import Shedding
from common.stored_answers import Answer, IdempotencyKeyInUse
from orders.adapters.claims import OrderClaim, OrderClaims
from orders.adapters.order_tokens import OrderTokens
from orders.api.gate import Gate
from orders.api.shapes import OrderOut, StaffOrderOut
from orders.domain.actions import OWNER, Viewer
from orders.domain.order import CancellationState, Order
from orders.domain.states import OrderStatus
from orders.usecases.asker import Asker
from orders.usecases.neighbours import Carts
from orders.usecases.place_order import Checkout, PlaceOrder, place_order

Present = Callable[[Order], Answer]
"""How the answer to a new order is written."""

_PATIENCE_SECONDS: Final = 2.0
_LOOK_EVERY_SECONDS: Final = 0.05
_OPEN_FOR: Final = timedelta(minutes=10)
_OPEN: Final = {OrderStatus.PENDING, OrderStatus.PROCESSING, OrderStatus.FAILED}
_ASKED: Final = {CancellationState.REQUESTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Everything that placing an order over HTTP needs."""

    claims: OrderClaims
    checkout: Checkout
    tokens: OrderTokens
    open_at_most: int
    gate: Gate
    shedding: Shedding

    async def place(self, command: PlaceOrder, intent: Intent) -> Response:
        """Place the order once per key; a repeat gets the same answer."""
        return self._shown(await self._placed(command, intent, self.checkout, answer_of))

    async def place_for(
        self, command: PlaceOrder, cart: Carts, intent: Intent, asker: Asker
    ) -> Response:
        """Place the order that staff put together for a customer."""
        checkout = replace(self.checkout, carts=cart)
        present = partial(_staff_answer, viewer=asker.viewer)
        return self._shown(await self._placed(command, intent, checkout, present))

    async def place_as_older(self, command: PlaceOrder, intent: Intent, *, keyed: bool) -> Response:
        """Place the order; without a key the open unpaid order placed so before is it again."""
        answer = None if keyed else await self._earlier(intent)
        if answer is None:
            answer = await self._placed(
                command, await self._as_keyed(intent, keyed=keyed), self.checkout, answer_of
            )
        body = answer.body
        return self._shown(
            replace(answer, status=HTTPStatus.OK), order_id=body["id"], order_total=body["total"]
        )

    def _shown(self, answer: Answer, **more: Any) -> Response:
        # The token is a secret: it is made again for every answer and never stored.
        return answer.response(order_token=self.tokens.of(UUID(answer.body["id"])), **more)

    async def _earlier(self, intent: Intent) -> Answer | None:
        last = await self.claims.newest(intent, within=_OPEN_FOR)
        if last is None or not last.is_recent:
            return None
        async with self.checkout.open_tx() as tx:
            order = await tx.orders.read(last.order_id)
        is_open = order.status in _OPEN and order.paid == 0
        return replace(answer_of(order), replayed=True) if is_open else None

    async def _as_keyed(self, intent: Intent, *, keyed: bool) -> Intent:
        if keyed:
            return intent
        # Two calls at once come after the same order, and so have the same key.
        last = await self.claims.newest(intent, within=_OPEN_FOR)
        return replace(intent, key=f"after:{None if last is None else last.order_id}")

    async def _placed(
        self, command: PlaceOrder, intent: Intent, checkout: Checkout, present: Present
    ) -> Answer:
        self.shedding.refuse_more()
        deadline: float | None = None
        while (answer := await self._tried(command, intent, checkout, present)) is None:
            now = asyncio.get_running_loop().time()
            deadline = now + _PATIENCE_SECONDS if deadline is None else deadline
            if now > deadline:
                raise IdempotencyKeyInUse
            # Outside the gate: who only waits for another's answer stands in nobody's way.
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
        return answer

    async def _tried(
        self, command: PlaceOrder, intent: Intent, checkout: Checkout, present: Present
    ) -> Answer | None:
        async with self.gate.entered():
            taken = await self.claims.take(intent, present)
            if not isinstance(taken, OrderClaim):
                return taken
            await place_order(command, claim=taken, checkout=checkout)
        if taken.answer is None:
            raise Unavailable("the order's answer was not kept; ask again")
        return taken.answer


def answer_of(order: Order) -> Answer:
    """Return the answer to a new order, without its token."""
    return _created(OrderOut.of(order, OWNER), f"/api/v1/orders/{order.id}")


def _staff_answer(order: Order, *, viewer: Viewer) -> Answer:
    return _created(StaffOrderOut.of(order, viewer), f"/api/v1/admin/orders/{order.id}")


def _created(shown: OrderOut, location: str) -> Answer:
    headers = {
        "location": location,
        "etag": etag(shown.version),
        "cache-control": "private, no-store",
    }
    body = shown.model_dump(mode="json")
    return Answer(status=HTTPStatus.CREATED, body=body, headers=headers)


def order_answer(shown: OrderOut) -> Answer:
    """Return the answer to what changed an order; 202 where a cancellation is only asked for."""
    headers = {"etag": etag(shown.version), "cache-control": "private, no-store"}
    asked = shown.cancellation is not None and shown.cancellation.state in _ASKED
    status = HTTPStatus.ACCEPTED if asked else HTTPStatus.OK
    return Answer(status=status, body=shown.model_dump(mode="json"), headers=headers)
