"""Orders that wait for others, for operators."""

from datetime import datetime
from typing import Self
from uuid import UUID

from fastapi import Response

from common.idempotency import once
from common.intents import IdempotencyKeyMissing, RequiredIntent
from common.pagination import PageQuery, PageRequest
from common.problems import documented
from common.routing import router
from common.schemas import Out, Page
from common.stored_answers import Answer, IdempotencyKeyInUse, IdempotencyKeyReused
from orders.adapters import saga_lists
from orders.adapters.saga_lists import ListedSaga
from orders.adapters.tx import SqlTx
from orders.api.counter import order_answer
from orders.api.deps import OpsReader, OpsWriter, TxDep
from orders.api.requests import CancelIn
from orders.api.shapes import STAFF_CANCEL_ASKED, StaffOrderOut
from orders.domain.problems import NothingOwed, OrderNotCancellable, OrderNotFound
from orders.domain.saga import Owed, SagaState
from orders.domain.states import OrderStatus
from orders.usecases import staff_orders
from orders.usecases.mend_saga import retry_saga

sagas = router(prefix="/api/v1/admin/sagas", tags=["operations"])

_KEYED = (IdempotencyKeyMissing, IdempotencyKeyReused, IdempotencyKeyInUse)


class SagaOut(Out):
    """What one order waits for; `id` is the order's. `failures` are tries of its clock."""

    id: UUID
    order_id: UUID
    number: str
    order_status: OrderStatus
    state: SagaState
    owed: list[Owed]
    deadline_at: datetime | None
    payment_attempts: int
    failures: int
    last_error: str | None
    updated_at: datetime

    @classmethod
    def of(cls, listed: ListedSaga) -> Self:
        """Show the saga."""
        saga = listed.saga
        return cls(
            id=saga.order_id,
            order_id=saga.order_id,
            number=listed.number,
            order_status=OrderStatus(listed.status),
            state=SagaState(saga.state),
            owed=[Owed(step) for step in saga.owed],
            deadline_at=saga.deadline_at,
            payment_attempts=saga.attempts,
            failures=saga.failures,
            last_error=saga.last_error,
            updated_at=saga.updated_at,
        )


@sagas.get("")
async def waiting(
    _: OpsReader, tx: TxDep, page: PageQuery, state: SagaState | None = None
) -> Page[SagaOut]:
    """List what orders wait for, newest order first."""
    return await _page(state, page, tx)


@sagas.post(
    "/{order_id}/retry",
    response_model=StaffOrderOut,
    responses=documented(*_KEYED, OrderNotFound, NothingOwed),
)
async def retry(asker: OpsWriter, order_id: UUID, intent: RequiredIntent, tx: TxDep) -> Response:
    """Say again what the order is owed, and set its clock anew."""

    async def act() -> Answer:
        order = await retry_saga(order_id, asker, tx=tx)
        return order_answer(StaffOrderOut.of(order, asker.viewer))

    return await once(intent, tx.answers, act)


@sagas.post(
    "/{order_id}/compensate",
    response_model=StaffOrderOut,
    responses=documented(*_KEYED, OrderNotFound, OrderNotCancellable) | STAFF_CANCEL_ASKED,
)
async def compensate(
    asker: OpsWriter,
    order_id: UUID,
    intent: RequiredIntent,
    tx: TxDep,
    body: CancelIn | None = None,
) -> Response:
    """Cancel an order that is not shipped; all that is net paid is given back."""
    reason = None if body is None else body.reason

    async def act() -> Answer:
        order = await staff_orders.cancel(order_id, asker, reason=reason, tx=tx)
        return order_answer(StaffOrderOut.of(order, asker.viewer))

    return await once(intent, tx.answers, act)


async def _page(state: SagaState | None, page: PageRequest, tx: SqlTx) -> Page[SagaOut]:
    name = f"sagas:{state}"
    after = page.after(name)
    rows = await saga_lists.page(tx.session, state, after=after, limit=page.limit + 1)
    total = await saga_lists.count(tx.session, state) if page.with_total else None
    return page.page(rows, order=name, key=saga_lists.key, show=SagaOut.of, total=total)
