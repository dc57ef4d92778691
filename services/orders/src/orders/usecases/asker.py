"""Who asks for an order, and whether it is theirs."""

from dataclasses import dataclass, field
from uuid import UUID

from orders.domain.actions import Viewer
from orders.domain.order import Order
from orders.domain.problems import OrderNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """A signed-in user, or the bearer of one order's token, or both."""

    user_id: UUID | None = None
    opens: UUID | None = None
    """The order whose token was shown."""
    viewer: Viewer = field(default_factory=Viewer)

    def owns(self, order: Order) -> bool:
        """Whether the order is theirs."""
        signed_in = self.user_id is not None and self.user_id == order.user_id
        return signed_in or self.opens == order.id

    @property
    def cause(self) -> str:
        """How the order's history names them."""
        return "customer" if self.user_id is None else f"user:{self.user_id}"


def own(order: Order, asker: Asker) -> Order:
    """Return the order if it is the asker's; else there is no such order for them."""
    if not asker.owns(order):
        raise OrderNotFound
    return order
