"""What users do with their own accounts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from common.errors import Unauthenticated
from users.domain.role import EVERYTHING, LastAdministrator
from users.domain.user import User, UserNotFound, changed
from users.usecases import messages
from users.usecases.ports import Tx
from users.usecases.sign_out import end_sessions


class AccountGone(Unauthenticated):
    """The token is good, but its session or its user is no more."""

    code = "unauthenticated"

    def __init__(self) -> None:
        super().__init__("sign in again")


async def read_profile(user_id: UUID, *, tx: Tx) -> User:
    """Return the caller's own account."""
    user = await tx.users.find(user_id)
    if user is None:
        raise UserNotFound
    return user


async def edit_profile(user_id: UUID, changes: Mapping[str, Any], *, tx: Tx, at: datetime) -> User:
    """Change the named fields; raise `UsernameTaken`."""
    user = await tx.users.locked(user_id)
    edited = replace(user, **changes)
    if edited == user:
        return user
    edited = changed(edited, at=at)
    await tx.users.save(edited)
    return edited


async def delete_account(user_id: UUID, *, tx: Tx, at: datetime) -> None:
    """Close the account for good; the other services are told to forget it too."""
    await erase(await tx.users.locked(user_id), tx=tx, at=at)


async def erase(user: User, *, tx: Tx, at: datetime) -> None:
    """Erase a locked user, unless nobody would be left in charge."""
    await keep_one_administrator(user, tx=tx)
    await end_sessions(user, tx=tx, at=at)
    await tx.users.erase(user.id, at=at)
    tx.outbox.add(messages.user_erased(user, at=at))


async def keep_one_administrator(user: User, *, tx: Tx) -> None:
    """Refuse to lose the last user who may do everything; raise `LastAdministrator`."""
    if EVERYTHING in user.permissions and await tx.users.other_administrators(user.id) == 0:
        raise LastAdministrator


async def require_open(session_id: UUID, *, tx: Tx, at: datetime) -> None:
    """Refuse a token whose session was ended since it was signed; raise `AccountGone`."""
    if not await tx.sessions.is_open(session_id, at=at):
        raise AccountGone
