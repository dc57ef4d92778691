"""Open an account, without telling anyone whether the address has one already."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from users.domain import password as policy
from users.domain.link import Purpose
from users.domain.user import DEFAULT_ROLE, EmailTaken, Status, User, UsernameTaken
from users.usecases import links, messages
from users.usecases.crypto import Passwords, Secrets
from users.usecases.ports import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Everything a new account is made of."""

    user_id: UUID
    email: str
    password: str
    username: str | None
    full_name: str | None
    phone_number: str | None
    locale: str
    at: datetime


async def register(command: Register, *, passwords: Passwords, secrets: Secrets, tx: Tx) -> User:
    """Return the new user; for a known address the same, while its owner gets a mail."""
    policy.check(command.password, known=(command.email, command.username), pointer="#/password")
    # Hashed before the first query, so no connection waits; and for a known address too.
    user = new_user(command, password_hash=await passwords.hashed(command.password))
    await _refuse_taken_username(user, tx=tx)
    try:
        await tx.users.add(user)
    except EmailTaken:
        await _tell_owner(user.email, secrets=secrets, tx=tx, at=command.at)
        return user
    roles = await tx.roles.named([DEFAULT_ROLE])
    await tx.users.assign(user.id, [role.id for role in roles.values()])
    await links.mail_link(
        links.CONFIRM, Purpose.CONFIRM_EMAIL, to=user, secrets=secrets, tx=tx, at=command.at
    )
    tx.outbox.add(messages.user_registered(user, at=command.at))
    return user


def new_user(command: Register, *, password_hash: str) -> User:
    """Return the account as it will be stored."""
    return User(
        id=command.user_id,
        email=command.email,
        email_confirmed=False,
        username=command.username,
        full_name=command.full_name,
        phone_number=command.phone_number,
        locale=command.locale,
        status=Status.ACTIVE,
        password_hash=password_hash,
        roles=(DEFAULT_ROLE,),
        permissions=frozenset(),
        version=1,
        created_at=command.at,
        updated_at=command.at,
    )


async def _refuse_taken_username(user: User, *, tx: Tx) -> None:
    # Asked first, so that the answer does not depend on whether the address is known.
    if user.username is not None:
        rival = await tx.users.named(email=None, username=user.username)
        if rival is not None:
            raise UsernameTaken


async def _tell_owner(email: str, *, secrets: Secrets, tx: Tx, at: datetime) -> None:
    owner = await tx.users.named(email=email, username=None)
    if owner is not None:
        await links.mail_link(
            links.ALREADY_REGISTERED,
            Purpose.RESET_PASSWORD,
            to=owner,
            secrets=secrets,
            tx=tx,
            at=at,
        )
