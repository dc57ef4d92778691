"""End sessions: this one, another device's, or all."""

from datetime import datetime
from uuid import UUID

from users.domain.session import SessionNotFound
from users.domain.user import User
from users.usecases import messages
from users.usecases.ports import Tx


async def sign_out(user_id: UUID, session_id: UUID, *, tx: Tx, at: datetime) -> None:
    """End one session of the user's; raise `SessionNotFound`."""
    user = await tx.users.locked(user_id)
    if not await tx.sessions.end(user.id, session_id, at=at):
        raise SessionNotFound
    tx.outbox.add(messages.sessions_revoked(user, at=at, session_id=session_id))


async def sign_out_everywhere(user_id: UUID, *, tx: Tx, at: datetime) -> None:
    """End every session of the user's."""
    await end_sessions(await tx.users.locked(user_id), tx=tx, at=at)


async def end_sessions(user: User, *, tx: Tx, at: datetime, but: UUID | None = None) -> None:
    """End the sessions of a locked user, `but` the one that is kept, and tell the others."""
    ended = await tx.sessions.end_all(user.id, at=at, but=but)
    if ended and but is None:
        tx.outbox.add(messages.sessions_revoked(user, at=at))
