"""Have attempts given up: only marked here, the poller asks, closes and decides."""

from uuid import UUID

from payments.domain.attempt import stopped
from payments.usecases.stores import Tx


async def stop_all(payment_id: UUID, *, but: UUID | None = None, tx: Tx) -> None:
    """Mark whatever of the payment could still be paid; the payment is locked by the caller."""
    now = await tx.now()
    for attempt in await tx.attempts.of(payment_id):
        marked = attempt if attempt.id == but else stopped(attempt, now)
        if marked is not attempt:
            await tx.attempts.save(marked)
