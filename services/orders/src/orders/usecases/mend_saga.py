"""What operators do about an order that waits for something that does not come."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from orders.domain.order import Order
from orders.domain.problems import NothingOwed
from orders.domain.progress import Happening
from orders.domain.saga import Owed, Saga, follow
from orders.domain.states import Effect, Trigger
from orders.usecases import audit, messages
from orders.usecases.asker import Asker
from orders.usecases.ports import Tx

_LATE: Final = {Trigger.CAPTURED}
"""What asks for one capture back; all else asks for all that is net paid."""


async def retry_saga(order_id: UUID, asker: Asker, *, tx: Tx) -> Order:
    """Say again what the order is owed, and set its clock anew; raise `NothingOwed`.

    The order's version moves, so that nobody takes the fact for one they heard before.
    """
    before, now = await tx.orders.locked(order_id), await tx.now()
    after = replace(before, version=before.version + 1, updated_at=now)
    saga = follow(after, at=now, attempt_lasts=tx.clocks.attempt)
    if not saga.owed:
        raise NothingOwed("nobody owes this order anything", before, asker.viewer)
    await tx.orders.amend(after)
    await tx.history.note(after, "retried", cause=f"staff:{asker.user_id}")
    await tx.sagas.put(order_id, saga)
    await _say_again(after, saga, tx=tx)
    await _record(after, saga, asker, tx=tx)
    return after


async def _say_again(order: Order, saga: Saga, *, tx: Tx) -> None:
    again = Happening(trigger=Trigger.STAFF_CANCEL, at=order.updated_at, cause="retry")
    owed: list[tuple[Effect, Happening]] = []
    if order.cancel_asked:
        owed.append((Effect.ANNOUNCE_CANCEL_REQUESTED, again))
    if Owed.STOCK in saga.owed:
        owed.append((Effect.ANNOUNCE_PAID, again))
    if Owed.REFUND in saga.owed:
        owed.append(await _refund(order, again, tx=tx))
    for effect, happening in owed:
        tx.outbox.add(messages.BY_EFFECT[effect](order, happening))


async def _refund(order: Order, again: Happening, *, tx: Tx) -> tuple[Effect, Happening]:
    """Return the words in which the money was asked back the first time."""
    asked = await tx.history.asked_back(order.id)
    if asked is None:
        return Effect.REFUND_ALL, again
    trigger, attempt_id = asked
    effect = Effect.REFUND_LATE if trigger in _LATE else Effect.REFUND_ALL
    return effect, replace(
        again, trigger=trigger, attempt_id=attempt_id, amount=order.refund_pending
    )


async def _record(order: Order, saga: Saga, asker: Asker, *, tx: Tx) -> None:
    if asker.user_id is None:
        raise ValueError("operators are signed in")
    await audit.record(
        tx,
        actor=asker.user_id,
        action="saga.retried",
        object_type="saga",
        object_id=order.id,
        version=order.version,
        after={"owed": [step.value for step in saga.owed]},
    )
