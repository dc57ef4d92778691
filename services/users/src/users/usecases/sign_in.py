"""Open a session for whoever knows the password."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from users.domain.session import (
    SESSION_LASTS,
    RefreshToken,
    Session,
    idle_deadline,
)
from users.domain.user import InvalidCredentials, User, admit
from users.usecases import throttling
from users.usecases.crypto import Issuer, Passwords, Secrets
from users.usecases.ports import Begin, Tx
from users.usecases.throttling import Guesser


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A name, a password, and where they come from. Either `email` or `username` is given."""

    session_id: UUID
    email: str | None
    username: str | None
    password: str
    address: str | None
    user_agent: str | None
    by_cookie: bool
    network_allowed: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """What a client needs to act for the user, and to go on doing so."""

    session: Session
    access_token: str
    refresh_token: str
    csrf_token: str


async def sign_in(
    command: SignIn, *, passwords: Passwords, secrets: Secrets, issuer: Issuer, begin: Begin
) -> SignedIn:
    """Check the password and open a session; a wrong one is counted, also if nobody has the name.

    Raises `InvalidCredentials`, `TooManyAttempts`, `EmailNotConfirmed`, `AccountSuspended`.
    """
    async with begin() as tx:
        user = await tx.users.named(email=command.email, username=command.username)
        who = _guesser(command, user)
        await throttling.refuse_early(who, tx=tx, at=command.at)
    # No connection waits while the hash is computed. Nobody's password takes as long as anyone's.
    stored = None if user is None else user.password_hash
    right = await passwords.match(stored, command.password)
    if user is None or not right:
        async with begin() as tx:
            await throttling.count_failure(who, tx=tx, at=command.at)
        raise InvalidCredentials
    admit(user)
    renewed = await _renewed(user, command.password, passwords)
    async with begin() as tx:
        # Guesses made at the same time were counted meanwhile.
        await throttling.refuse_early(who, tx=tx, at=command.at)
        current = await _still_same(user, renewed, tx=tx)
        await tx.failures.clear(who.account)
        session, token = await _open(command, current, secrets=secrets, tx=tx)
    return SignedIn(
        session=session,
        access_token=await issuer.access_token(current, session.id, at=command.at),
        refresh_token=token,
        csrf_token=secrets.csrf(session.id),
    )


def _guesser(command: SignIn, user: User | None) -> Guesser:
    return throttling.guesser(
        user=user,
        name=command.email or command.username or "",
        address=command.address,
        network_allowed=command.network_allowed,
    )


async def _renewed(user: User, password: str, passwords: Passwords) -> User:
    if not passwords.outdated(user.password_hash):
        return user
    return replace(user, password_hash=await passwords.hashed(password))


async def _still_same(seen: User, renewed: User, *, tx: Tx) -> User:
    """Lock the user; what was checked must still be so."""
    current = await tx.users.locked(seen.id)
    if current.password_hash != seen.password_hash:
        raise InvalidCredentials
    admit(current)
    if renewed.password_hash != seen.password_hash:
        current = replace(current, password_hash=renewed.password_hash)
        await tx.users.save(current)
    return current


async def _open(command: SignIn, user: User, *, secrets: Secrets, tx: Tx) -> tuple[Session, str]:
    session = Session(
        id=command.session_id,
        user_id=user.id,
        user_agent=command.user_agent,
        address=command.address,
        by_cookie=command.by_cookie,
        created_at=command.at,
        last_used_at=command.at,
        expires_at=command.at + SESSION_LASTS,
    )
    token = secrets.fresh()
    first = RefreshToken(
        digest=secrets.digest(token),
        session_id=session.id,
        expires_at=idle_deadline(session, at=command.at),
    )
    await tx.sessions.add(session, first)
    return session, token
