"""Give a shop its first administrator, from the command line of its machine."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from users.domain import password as policy
from users.domain.role import UnknownRoles
from users.domain.user import DEFAULT_LOCALE, Status, User
from users.usecases import messages
from users.usecases.crypto import Passwords
from users.usecases.ports import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint:
    """An account with one role, confirmed at once."""

    user_id: UUID
    email: str
    password: str
    role: str
    at: datetime


async def appoint(command: Appoint, *, passwords: Passwords, tx: Tx) -> User:
    """Open the account; raise `EmailTaken`, `UnknownRoles`, `PasswordRefused`."""
    policy.check(command.password, known=(command.email,), pointer="#/password")
    hashed = await passwords.hashed(command.password)
    roles = await tx.roles.named([command.role])
    if command.role not in roles:
        raise UnknownRoles([0])
    role = roles[command.role]
    user = User(
        id=command.user_id,
        email=command.email,
        email_confirmed=True,
        username=None,
        full_name=None,
        phone_number=None,
        locale=DEFAULT_LOCALE,
        status=Status.ACTIVE,
        password_hash=hashed,
        roles=(role.name,),
        permissions=role.permissions,
        version=1,
        created_at=command.at,
        updated_at=command.at,
    )
    await tx.users.add(user)
    await tx.users.assign(user.id, [role.id])
    tx.outbox.add(messages.user_registered(user, at=command.at))
    tx.outbox.add(messages.email_confirmed(user, at=command.at))
    return user
