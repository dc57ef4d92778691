"""Remember what orders says about an order, and have stopped what nobody shall pay any more."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from common.ids import new_id
from payments.domain.attempt import Attempt, AttemptStatus
from payments.domain.decision import failure_of
from payments.domain.lifecycle import Trigger, step
from payments.domain.payment import OrderNote, Payment, blank, status_of
from payments.usecases.stop import stop_all
from payments.usecases.stores import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNews:
    """One fact about an order."""

    order_id: UUID
    order_version: int
    note: OrderNote
    at: datetime


async def note_order(news: OrderNews, *, tx: Tx) -> None:
    """Note the fact on the order's payment; older news changes nothing.

    Providers are not called here: what is to be stopped is marked, and the poller does it.
    """
    payment = await tx.payments.of_order(news.order_id)
    if payment is None and news.note is OrderNote.CANCELLED:
        # Kept, so that what orders said before is known to be older when it comes.
        payment = await tx.payments.opened(blank(new_id(), news.order_id, at=news.at))
    if payment is None or news.order_version <= payment.order_version:
        return
    if news.note is OrderNote.CANCELLED:
        await _withdraw(payment, tx)
    if news.note in {OrderNote.CANCEL_REQUESTED, OrderNote.CANCELLED}:
        await stop_all(payment.id, tx=tx)
    noted = replace(
        payment,
        order_note=news.note,
        order_version=news.order_version,
        version=payment.version + 1,
        updated_at=news.at,
    )
    status = status_of(noted, await tx.attempts.of(payment.id))
    await tx.payments.save(replace(noted, status=status))


async def _withdraw(payment: Payment, tx: Tx) -> None:
    for attempt in await tx.attempts.of(payment.id):
        if attempt.status is AttemptStatus.AUTHORIZED:
            await tx.attempts.save(_withdrawn(attempt, await tx.now()))


def _withdrawn(attempt: Attempt, now: datetime) -> Attempt:
    to, _ = step(attempt.status, Trigger.WITHDRAWN)
    failure = failure_of(Trigger.WITHDRAWN, None)
    return replace(attempt, status=to, failure=failure, closed_at=now, next_ask_at=None)
