"""What other services ask the cart."""

from cart.api.deps import CatalogDep, OpenTxDep
from cart.api.schemas import SnapshotOut
from cart.usecases.read_cart import read_cart
from common.auth import peer
from common.routing import router
from common.schemas import Id

routes = router(prefix="/internal/carts", tags=["internal"])


@routes.get("/users/{user_id}", dependencies=[peer("orders")])
async def snapshot(user_id: Id, open_tx: OpenTxDep, catalog: CatalogDep) -> SnapshotOut:
    """Return the user's cart with today's prices, for an order."""
    return SnapshotOut.of(await read_cart(user_id, open_tx=open_tx, catalog=catalog))
