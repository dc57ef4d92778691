"""What orders keeps of payments for its reports, in memory."""

from uuid import UUID

from orders.domain.attempt import Attempt, Refund
from simulation.tables import Tables


class CashBook:
    """The `CashBook` port: the money alone."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._captured: dict[UUID, Attempt] = {}
        self._refunds: dict[UUID, Refund] = {}

    async def tell(self, attempt: Attempt) -> None:
        """Keep what is told of an attempt to pay."""
        if attempt.captured:
            self._tables.put(self._captured, attempt.id, attempt)

    async def give_back(self, refund: Refund) -> None:
        """Keep a refund."""
        self._tables.put(self._refunds, refund.id, refund)

    def sums(self, order_id: UUID) -> tuple[int, int]:
        """Return what came for the order, and what went back."""
        came = sum(one.captured for one in self._captured.values() if one.order_id == order_id)
        went = sum(one.amount for one in self._refunds.values() if one.order_id == order_id)
        return came, went
