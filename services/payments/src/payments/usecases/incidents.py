"""Open an incident: once, told, and in the log."""

from common import logs
from payments.domain.incident import Incident
from payments.usecases import messages
from payments.usecases.stores import Tx

log = logs.logger("payments.incidents")


async def open_incident(incident: Incident, *, tx: Tx) -> None:
    """Store it and tell it, unless one like it is open already."""
    if not await tx.incidents.open(incident):
        return
    tx.outbox.add(messages.incident_opened(incident))
    log.error(
        "a person must look at a payment",
        kind=incident.kind,
        subject=incident.subject,
        order_id=incident.order_id,
        detail=incident.detail,
    )
