"""What other services ask the cart."""

from cart.api.deps import TxDep
from cart.api.schemas import SnapshotOut
from cart.api.shopping import ShoppingDep
from common.auth import peer
from common.routing import router
from common.schemas import Id
from common.timeline import Timeline

routes = router(prefix="/internal", tags=["internal"])


@routes.post("/carts/snapshot", dependencies=[peer("orders")])
async def snapshot(shopping: ShoppingDep) -> SnapshotOut:
    """Return the shopper's cart with today's prices, for an order; merge what they brought."""
    view, _ = await shopping.view()
    return SnapshotOut.of(view)


@routes.get("/orders/{order_id}/timeline", dependencies=[peer("orders")])
async def order_timeline(order_id: Id, tx: TxDep) -> Timeline:
    """Tell what the cart heard and said about an order."""
    return await tx.timeline(order_id)
