"""The orders service over HTTP."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from common.http import CalleeDown, Peer
from common.money import Money
from payments.domain.provider import Terms
from payments.usecases.ports import Asking, Customer, Grant


class _Money(BaseModel):
    amount: int
    currency: str


class _Customer(BaseModel):
    model_config = ConfigDict(extra="ignore")

    email: str | None = None
    full_name: str | None = None
    phone_number: str | None = None
    locale: str | None = None


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")

    order_id: UUID
    number: str
    amount: _Money
    owner_id: str | None = None
    token_hash: str | None = None
    customer: _Customer


class HttpOrders:
    """The `Orders` port over the peer's internal address."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    async def begin(self, asking: Asking) -> Grant:
        """Let the attempt begin; raise orders' own problem, or `Unavailable`. Repeatable."""
        body = await self._peer.ask(
            "PUT",
            f"/internal/orders/{asking.order_id}/attempts/{asking.attempt_id}",
            json=_asked(asking.terms),
            headers=asking.credentials,
        )
        try:
            answer = _Answer.model_validate(body)
        except ValidationError as error:
            raise CalleeDown("orders answered with something unreadable") from error
        return Grant(
            number=answer.number,
            amount=Money(answer.amount.amount, answer.amount.currency),
            owner=answer.owner_id,
            token_hash=answer.token_hash,
            customer=Customer(**answer.customer.model_dump()),
        )


def _asked(terms: Terms) -> dict[str, Any]:
    # Orders compares the limits with totals of their own currency only; the others are
    # compared here, once the total is known.
    currency = terms.currencies[0]
    limits = terms.limits[currency]
    most = limits.maximum
    return {
        "provider": terms.code,
        "currencies": list(terms.currencies),
        "min": {"amount": limits.minimum, "currency": currency},
        "max": None if most is None else {"amount": most, "currency": currency},
        "step": {"amount": limits.step, "currency": currency},
    }
