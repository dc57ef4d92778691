"""What other services ask the cart."""

from cart.api.schemas import SnapshotOut
from cart.api.shopping import ShoppingDep
from common.auth import peer
from common.routing import router
from common.schemas import Id

routes = router(prefix="/internal/carts", tags=["internal"])


@routes.post("/snapshot", dependencies=[peer("orders")])
async def snapshot(shopping: ShoppingDep) -> SnapshotOut:
    """Return the shopper's cart with today's prices, for an order; merge what they brought."""
    view, _ = await shopping.view()
    return SnapshotOut.of(view)


@routes.get("/users/{user_id}", dependencies=[peer("orders")])
async def snapshot_of_user(user_id: Id, shopping: ShoppingDep) -> SnapshotOut:
    """Return a user's cart with today's prices, for an order."""
    view, _ = await shopping.of_user(user_id, None).view()
    return SnapshotOut.of(view)
