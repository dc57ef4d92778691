"""The counter where orders are placed: claims on keys in, stored answers out."""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from uuid import UUID

from fastapi import Response

from common.errors import Unavailable
from common.etags import etag
from common.intents import Intent
from common.stored_answers import Answer, IdempotencyKeyInUse
from orders.adapters.claims import OrderClaim, OrderClaims
from orders.adapters.order_tokens import OrderTokens
from orders.api.gate import Gate
from orders.api.shapes import OrderOut
from orders.domain.actions import OWNER
from orders.domain.order import CancellationState, Order
from orders.usecases.place_order import Checkout, PlaceOrder, place_order

_PATIENCE_SECONDS: Final = 2.0
_LOOK_EVERY_SECONDS: Final = 0.05
_ASKED: Final = {CancellationState.REQUESTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Everything that placing an order over HTTP needs."""

    claims: OrderClaims
    checkout: Checkout
    tokens: OrderTokens
    open_at_most: int
    gate: Gate

    async def place(self, command: PlaceOrder, intent: Intent) -> Response:
        """Place the order once per key; a repeat gets the same answer."""
        # The token is a secret: it is made again for every answer and never stored.
        answer = await self.placed(command, intent)
        return answer.response(order_token=self.tokens.of(UUID(answer.body["id"])))

    async def placed(self, command: PlaceOrder, intent: Intent) -> Answer:
        """Return the stored answer; raise `IdempotencyKeyInUse` where a rival takes too long."""
        deadline: float | None = None
        while (answer := await self._tried(command, intent)) is None:
            now = asyncio.get_running_loop().time()
            deadline = now + _PATIENCE_SECONDS if deadline is None else deadline
            if now > deadline:
                raise IdempotencyKeyInUse
            # Outside the gate: who only waits for another's answer stands in nobody's way.
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
        return answer

    async def _tried(self, command: PlaceOrder, intent: Intent) -> Answer | None:
        async with self.gate.entered():
            taken = await self.claims.take(intent)
            if not isinstance(taken, OrderClaim):
                return taken
            await place_order(command, claim=taken, checkout=self.checkout)
        if taken.answer is None:
            raise Unavailable("the order's answer was not kept; ask again")
        return taken.answer


def answer_of(order: Order) -> Answer:
    """Return the answer to a new order, without its token."""
    return Answer(
        status=HTTPStatus.CREATED,
        body=OrderOut.of(order, OWNER).model_dump(mode="json"),
        headers={
            "location": f"/api/v1/orders/{order.id}",
            "etag": etag(order.version),
            "cache-control": "private, no-store",
        },
    )


def order_answer(shown: OrderOut) -> Answer:
    """Return the answer to what changed an order; 202 where a cancellation is only asked for."""
    headers = {"etag": etag(shown.version), "cache-control": "private, no-store"}
    asked = shown.cancellation is not None and shown.cancellation.state in _ASKED
    status = HTTPStatus.ACCEPTED if asked else HTTPStatus.OK
    return Answer(status=status, body=shown.model_dump(mode="json"), headers=headers)
