"""Begin an attempt to pay: the one thing payments asks of orders before it calls a provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from common.money import Money
from orders.domain.actions import OWNER, Viewer
from orders.domain.attempt import Attempt, Outcome
from orders.domain.lifecycle import find
from orders.domain.order import ATTEMPTS_AT_MOST, Order
from orders.domain.problems import (
    AmountNotPayable,
    CurrencyNotSupported,
    IllegalTransition,
    OrderAlreadyPaid,
    OrderCancelling,
    OrderNotFound,
    TooManyAttempts,
)
from orders.domain.progress import Happening
from orders.domain.states import Circumstances, OrderStatus, Trigger
from orders.usecases.advance_order import advance_order
from orders.usecases.asker import Asker
from orders.usecases.ports import Tx

_RECORDED_BY_STAFF: Final = {"manual", "cash"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginAttempt:
    """What a provider can take; None means it does not say."""

    order_id: UUID
    attempt_id: UUID
    provider: str
    currencies: Sequence[str] | None = None
    at_least: Money | None = None
    at_most: Money | None = None
    in_steps_of: Money | None = None


async def begin_attempt(command: BeginAttempt, asker: Asker, *, tx: Tx) -> Order:
    """Put the order into `processing`; nothing moves unless everything fits. Repeatable."""
    order = await tx.orders.locked(command.order_id)
    viewer = _viewer(order, command, asker)
    if _is_repeated(order, command):
        return order
    _refuse_status(order, viewer)
    if await tx.history.has_failed(order.id, command.attempt_id):
        # Its end overtook its beginning: nobody would ever decide it.
        raise IllegalTransition("this attempt has ended already", order, viewer)
    _refuse_provider(order, command)
    begin = Happening(
        trigger=Trigger.BEGIN,
        at=await tx.now(),
        cause=asker.cause,
        attempt_id=command.attempt_id,
        reason=command.provider,
    )
    begun = Attempt(
        id=command.attempt_id,
        order_id=order.id,
        provider=command.provider,
        outcome=Outcome.BEGUN,
        at=begin.at,
    )
    await tx.cash_book.tell(begun)
    return (await advance_order(order, begin, tx=tx)).after


def _viewer(order: Order, command: BeginAttempt, asker: Asker) -> Viewer:
    if asker.owns(order):
        return OWNER
    if asker.viewer.may_write_payments and command.provider in _RECORDED_BY_STAFF:
        return asker.viewer
    raise OrderNotFound


def _is_repeated(order: Order, command: BeginAttempt) -> bool:
    going = {OrderStatus.PROCESSING, OrderStatus.SUCCESS}
    current = order.attempt_id == command.attempt_id
    return current and order.status in going and not order.cancel_asked


def _refuse_status(order: Order, viewer: Viewer) -> None:
    if order.cancel_asked:
        raise OrderCancelling("a cancellation was asked for", order, viewer)
    if order.status is OrderStatus.SUCCESS:
        raise OrderAlreadyPaid("nothing more is to be paid", order, viewer)
    if find(order.status, Trigger.BEGIN, Circumstances()) is None:
        raise IllegalTransition(f"an order that is {order.status} cannot be paid", order, viewer)
    if order.attempts >= ATTEMPTS_AT_MOST:
        raise TooManyAttempts("paying this order was tried too often", order, viewer)


def _refuse_provider(order: Order, command: BeginAttempt) -> None:
    if command.currencies is not None and order.currency not in command.currencies:
        raise CurrencyNotSupported(order.currency, command.currencies)
    owed = order.total
    least, most, step = (
        limit.amount if limit is not None and limit.currency == owed.currency else default
        for limit, default in (
            (command.at_least, owed.amount),
            (command.at_most, owed.amount),
            (command.in_steps_of, 1),
        )
    )
    if not least <= owed.amount <= most or owed.amount % (step or 1):
        raise AmountNotPayable
