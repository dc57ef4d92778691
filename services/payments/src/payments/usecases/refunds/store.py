"""Stored refunds, as seen from inside one open transaction."""

from datetime import timedelta
from typing import Protocol
from uuid import UUID

from payments.domain.refund import Refund


class Refunds(Protocol):
    """The stored refunds. Writers hold the payment's lock."""

    async def add(self, refund: Refund) -> None:
        """Store a new one; raise `RefundExceedsCaptured` where so much is not there."""
        ...

    async def find(self, refund_id: UUID) -> Refund | None:
        """Return it, if there is one."""
        ...

    async def referred(self, reference: str) -> Refund | None:
        """Return the refund of this reference, if there is one."""
        ...

    async def called_back(self, callback_hash: str) -> Refund | None:
        """Return the refund whose provider reports to the address of this token's hash."""
        ...

    async def of(self, payment_id: UUID) -> list[Refund]:
        """Return a payment's refunds, oldest first."""
        ...

    async def save(self, refund: Refund) -> None:
        """Store its new state; raise `RefundExceedsCaptured` where so much is not there."""
        ...

    async def note(self, refund: Refund, *, actor_id: UUID | None) -> None:
        """Write into its journal how it stands now, and who made it so."""
        ...

    async def due(self, *, limit: int, lease: timedelta) -> list[Refund]:
        """Take those whose time has come; none is taken twice within the lease."""
        ...

    async def hasten(self, attempt_id: UUID) -> None:
        """Have the attempt's refunds that wait for somebody's word looked at now."""
        ...
