"""What users tells us."""

from common.events.users import EmailConfirmed
from orders.usecases.ports import Tx
from orders.usecases.take_over import take_over


async def on_email_confirmed(event: EmailConfirmed, tx: Tx) -> None:
    """Let the user find what they ordered as a guest."""
    await take_over(event.user_id, event.email, tx=tx)
