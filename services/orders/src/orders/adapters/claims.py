"""Claims on idempotency keys that reserve an order's id."""

from collections.abc import Callable
from uuid import UUID

from common.idempotency import Answer, Claim, Claims
from orders.domain.order import Order
from orders.usecases.ports import Tx


class OrderClaim:
    """The `Claim` port: one committed claim, and how its answer is written."""

    def __init__(self, claims: Claims, claim: Claim, present: Callable[[Order], Answer]) -> None:
        self._claims = claims
        self._claim = claim
        self._present = present
        self.answer: Answer | None = None

    @property
    def order_id(self) -> UUID:
        """The id reserved for the order."""
        return self._claim.resource_id

    async def finish(self, tx: Tx, order: Order) -> None:
        """Keep the answer, in the order's own transaction; raise `ClaimLost`."""
        self.answer = self._present(order)
        await tx.answers.finish(self._claim, self.answer)

    async def give_back(self) -> bool:
        """Free the key: nothing was done. False when the claim was no longer ours."""
        return await self._claims.drop(self._claim)
