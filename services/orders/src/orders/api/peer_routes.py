"""What payments asks of orders."""

from typing import Self
from uuid import UUID

from common.auth import peer
from common.problems import documented
from common.routing import router
from common.schemas import MoneyOut, Out
from orders.adapters.order_tokens import OrderTokens
from orders.api.deps import AskerDep, TokensDep, TxDep
from orders.api.requests import AttemptIn
from orders.api.shapes import ContactOut
from orders.domain.order import Order
from orders.domain.problems import (
    AmountNotPayable,
    CurrencyNotSupported,
    IllegalTransition,
    OrderAlreadyPaid,
    OrderCancelling,
    OrderNotFound,
    TooManyAttempts,
)
from orders.usecases.begin_attempt import begin_attempt

peers = router(prefix="/internal/orders", tags=["internal"])


class BegunOut(Out):
    """What is owed, by whom, and whose it is."""

    order_id: UUID
    number: str
    version: int
    amount: MoneyOut
    owner_id: str
    token_hash: str
    """Whoever shows the order's token is the owner too."""
    customer: ContactOut

    @classmethod
    def of(cls, order: Order, tokens: OrderTokens) -> Self:
        """Show the order to payments; a guest's owner is the hash of the order's token."""
        owner = tokens.owner(order.id) if order.user_id is None else str(order.user_id)
        return cls(
            order_id=order.id,
            number=order.number,
            version=order.version,
            amount=MoneyOut.of(order.total),
            owner_id=owner,
            token_hash=tokens.owner(order.id),
            customer=ContactOut.of(order.contact),
        )


@peers.put(
    "/{order_id}/attempts/{attempt_id}",
    dependencies=[peer("payments")],
    responses=documented(
        OrderNotFound,
        OrderAlreadyPaid,
        OrderCancelling,
        IllegalTransition,
        TooManyAttempts,
        CurrencyNotSupported,
        AmountNotPayable,
    ),
)
async def begin(
    *,
    asker: AskerDep,
    order_id: UUID,
    attempt_id: UUID,
    body: AttemptIn,
    tx: TxDep,
    tokens: TokensDep,
) -> BegunOut:
    """Begin an attempt to pay; nothing moves unless everything fits. Repeatable."""
    order = await begin_attempt(body.command(order_id, attempt_id), asker, tx=tx)
    return BegunOut.of(order, tokens)
