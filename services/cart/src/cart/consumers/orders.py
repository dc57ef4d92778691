"""What orders tells us."""

from cart.usecases.change_cart import consume_items
from cart.usecases.ports import Tx
from common.events.orders import OrderPlaced


async def on_order_placed(event: OrderPlaced, tx: Tx) -> None:
    """Take what was ordered out of its cart."""
    # item_ids and lines are in the same order; a cart has one item per variant.
    quantities = {
        item_id: line.quantity for item_id, line in zip(event.item_ids, event.lines, strict=True)
    }
    await consume_items(event.cart_id, quantities, tx=tx)
