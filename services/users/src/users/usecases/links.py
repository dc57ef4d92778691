"""Mail a single-use link, unless the user was sent enough of them."""

from datetime import datetime

from users.domain.link import LASTS, MAILS_ALLOWED, MAILS_WINDOW, Link, Purpose
from users.domain.user import User
from users.usecases.crypto import Secrets
from users.usecases.ports import Tx

CONFIRM = "confirm"
RESET = "reset"
ALREADY_REGISTERED = "already_registered"


async def mail_link(
    letter: str, purpose: Purpose, *, to: User, secrets: Secrets, tx: Tx, at: datetime
) -> None:
    """Queue the letter with a fresh token; a user who was sent enough gets none."""
    sent = await tx.links.issued_since(to.id, purpose, at - MAILS_WINDOW)
    if sent >= MAILS_ALLOWED:
        return
    token = secrets.fresh()
    digest = secrets.digest(token)
    await tx.links.add(
        Link(
            digest=digest,
            user_id=to.id,
            purpose=purpose,
            created_at=at,
            expires_at=at + LASTS[purpose],
        )
    )
    await tx.post.send(letter, to=to, token=token, dedupe_key=f"{letter}:{digest.hex()}")
