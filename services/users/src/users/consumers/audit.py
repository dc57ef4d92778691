"""What the services tell about their staff's actions, this one included."""

from common.events.base import AuditFact
from users.adapters.tx import SqlTx
from users.usecases.audit_trail import keep


async def on_audit_recorded(event: AuditFact, tx: SqlTx) -> None:
    """Keep it."""
    await keep(event, trail=tx.audit)
