"""Give a guest's orders to the user who proved that the address is theirs."""

from dataclasses import replace
from uuid import UUID

from orders.usecases.ports import Tx


async def take_over(user_id: UUID, email: str, *, tx: Tx) -> int:
    """Make the user the owner of what guests ordered with that address; return how many."""
    orders = await tx.orders.of_guest(email)
    for order in orders:
        taken = replace(
            order, user_id=user_id, version=order.version + 1, updated_at=await tx.now()
        )
        await tx.orders.amend(taken)
        await tx.history.note(taken, "taken_over", cause=f"user:{user_id}")
    return len(orders)
