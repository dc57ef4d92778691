"""The counter where orders are placed: claims on keys in, stored answers out."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from fastapi import Response

from common.errors import Unavailable
from common.etags import etag
from common.idempotency import Claims
from common.ids import new_id
from common.intents import Intent
from common.stored_answers import Answer
from orders.adapters.claims import OrderClaim
from orders.adapters.order_tokens import OrderTokens
from orders.api.gate import Gate
from orders.api.shapes import OrderOut
from orders.domain.actions import OWNER
from orders.domain.order import Order
from orders.usecases.place_order import Checkout, PlaceOrder, place_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Everything that placing an order over HTTP needs."""

    claims: Claims
    checkout: Checkout
    tokens: OrderTokens
    open_at_most: int
    gate: Gate

    async def place(self, command: PlaceOrder, intent: Intent) -> Response:
        """Place the order once per key; a repeat gets the same answer."""
        async with self.gate.entered():
            return await self._placed(command, intent)

    async def _placed(self, command: PlaceOrder, intent: Intent) -> Response:
        taken = await self.claims.take(intent, new_id())
        if isinstance(taken, Answer):
            return self._shown(taken)
        claim = OrderClaim(self.claims, taken, _answer)
        await place_order(command, claim=claim, checkout=self.checkout)
        if claim.answer is None:
            raise Unavailable("the order's answer was not kept; ask again")
        return self._shown(claim.answer)

    def _shown(self, answer: Answer) -> Response:
        # The token is a secret: it is made again for every answer and never stored.
        return answer.response(order_token=self.tokens.of(UUID(answer.body["id"])))


def _answer(order: Order) -> Answer:
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
    """Return the answer to whatever changed an order."""
    headers = {"etag": etag(shown.version), "cache-control": "private, no-store"}
    return Answer(status=HTTPStatus.OK, body=shown.model_dump(mode="json"), headers=headers)
