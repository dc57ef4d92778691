"""Prove that an address is the user's own."""

from datetime import datetime

from users.domain.link import Purpose
from users.domain.user import Status, User, confirmed
from users.usecases import links, messages
from users.usecases.crypto import Secrets
from users.usecases.ports import Tx


async def confirm_email(token: str, *, secrets: Secrets, tx: Tx, at: datetime) -> User:
    """Use up the mailed token; raise `TokenInvalid`."""
    user_id = await tx.links.take(secrets.digest(token), Purpose.CONFIRM_EMAIL, at=at)
    return await confirm(await tx.users.locked(user_id), tx=tx, at=at)


async def confirm(user: User, *, tx: Tx, at: datetime) -> User:
    """Mark the address as proved; once is enough."""
    if user.email_confirmed:
        return user
    proved = confirmed(user, at=at)
    await tx.users.save(proved)
    tx.outbox.add(messages.email_confirmed(proved, at=at))
    return proved


async def resend_confirmation(email: str, *, secrets: Secrets, tx: Tx, at: datetime) -> None:
    """Mail a fresh link where an account waits for one; nobody learns whether it does."""
    user = await tx.users.named(email=email, username=None)
    if user is None or user.email_confirmed or user.status is not Status.ACTIVE:
        return
    await links.mail_link(
        links.CONFIRM, Purpose.CONFIRM_EMAIL, to=user, secrets=secrets, tx=tx, at=at
    )
