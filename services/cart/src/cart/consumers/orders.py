"""What orders tells us."""

from cart.usecases.change_cart import consume_items
from cart.usecases.ports import Tx
from common.events.orders import OrderPlaced


async def on_order_placed(event: OrderPlaced, tx: Tx) -> None:
    """Take what was ordered out of its cart."""
    await consume_items(event.cart_id, event.item_ids, event.lines, tx=tx)
