"""What other services ask for."""

from uuid import UUID

from common.auth import peer
from common.routing import router as new_router
from common.timeline import Timeline
from payments.adapters import story
from payments.api.deps import TxDep

router = new_router(prefix="/internal", tags=["internal"])


@router.get("/orders/{order_id}/timeline", dependencies=[peer("orders")])
async def order_timeline(order_id: UUID, tx: TxDep) -> Timeline:
    """Tell what happened here around an order."""
    return await story.of_order(tx.session, order_id)
