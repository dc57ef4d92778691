"""Forgotten and changed passwords."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from users.domain import password as policy
from users.domain.link import Purpose
from users.domain.user import InvalidCredentials, Status, User, UserNotFound, changed
from users.usecases import links, throttling
from users.usecases.confirm_email import confirm
from users.usecases.crypto import Passwords, Secrets
from users.usecases.ports import Begin, Tx
from users.usecases.sign_out import end_sessions


async def forget_password(email: str, *, secrets: Secrets, tx: Tx, at: datetime) -> None:
    """Mail a link to set a new password; nobody learns whether the address has an account."""
    user = await tx.users.named(email=email, username=None)
    if user is None or user.status is not Status.ACTIVE:
        return
    await links.mail_link(
        links.RESET, Purpose.RESET_PASSWORD, to=user, secrets=secrets, tx=tx, at=at
    )


async def reset_password(
    token: str,
    password: str,
    *,
    passwords: Passwords,
    secrets: Secrets,
    begin: Begin,
    at: datetime,
) -> None:
    """Set the password of whoever got the mail; ends every session; raise `TokenInvalid`."""
    digest = secrets.digest(token)
    async with begin() as tx:
        user = await _owner(digest, tx=tx, at=at)
    policy.check(password, known=(user.email, user.username), pointer="#/password")
    hashed = await passwords.hashed(password)
    async with begin() as tx:
        await tx.links.take(digest, Purpose.RESET_PASSWORD, at=at)
        user = await tx.users.locked(user.id)
        await _set(user, hashed, tx=tx, at=at)
        await end_sessions(await tx.users.locked(user.id), tx=tx, at=at)


async def _owner(digest: bytes, *, tx: Tx, at: datetime) -> User:
    user = await tx.users.find(await tx.links.owner(digest, Purpose.RESET_PASSWORD, at=at))
    if user is None:
        raise UserNotFound
    return user


async def _set(user: User, hashed: str, *, tx: Tx, at: datetime) -> None:
    # The link came by mail, so the address is proved too; and a lock by others is no one's harm.
    proved = await confirm(user, tx=tx, at=at)
    await tx.users.save(changed(replace(proved, password_hash=hashed), at=at))
    await tx.failures.clear(throttling.account_key(str(user.id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePassword:
    """A signed-in user's wish for another password."""

    user_id: UUID
    session_id: UUID
    current: str
    new: str
    address: str | None
    network_allowed: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedChange:
    """The same, with the slow part done: `seen` is the hash that the old password matched."""

    user_id: UUID
    session_id: UUID
    seen: str | None
    hashed: str
    at: datetime


async def check_change(
    command: ChangePassword, *, passwords: Passwords, begin: Begin
) -> CheckedChange:
    """Do what takes long before the transaction; a wrong password is counted as in a sign-in."""
    async with begin() as tx:
        user = await tx.users.find(command.user_id)
        if user is None:
            raise UserNotFound
        who = throttling.guesser(
            user=user,
            name=user.email,
            address=command.address,
            network_allowed=command.network_allowed,
        )
        await throttling.refuse_early(who, tx=tx, at=command.at)
    policy.check(command.new, known=(user.email, user.username), pointer="#/new_password")
    right = await passwords.match(user.password_hash, command.current)
    if not right:
        async with begin() as tx:
            await throttling.count_failure(who, tx=tx, at=command.at)
    return CheckedChange(
        user_id=user.id,
        session_id=command.session_id,
        seen=user.password_hash if right else None,
        hashed=await passwords.hashed(command.new),
        at=command.at,
    )


async def change_password(change: CheckedChange, *, tx: Tx) -> None:
    """Set the new password and end the user's other sessions; raise `InvalidCredentials`."""
    user = await tx.users.locked(change.user_id)
    if user.password_hash != change.seen:
        raise InvalidCredentials
    await tx.users.save(changed(replace(user, password_hash=change.hashed), at=change.at))
    await tx.failures.clear(throttling.account_key(str(user.id)))
    await end_sessions(user, tx=tx, at=change.at, but=change.session_id)
