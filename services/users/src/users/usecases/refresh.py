"""Exchange a refresh token for the next one and a fresh access token."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from users.domain.session import (
    CsrfTokenInvalid,
    RefreshRefused,
    RefreshToken,
    Rotation,
    Session,
    idle_deadline,
    rotation,
)
from users.domain.user import User
from users.usecases import messages
from users.usecases.crypto import Issuer, Secrets
from users.usecases.ports import Begin, Tx
from users.usecases.sign_in import SignedIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh:
    """A presented token; one that came in a cookie must be vouched for by `csrf_token`."""

    token: str
    by_cookie: bool
    csrf_token: str | None
    at: datetime


async def refresh(command: Refresh, *, secrets: Secrets, issuer: Issuer, begin: Begin) -> SignedIn:
    """Rotate; a token used before ends the session. Raises `RefreshRefused`, `CsrfTokenInvalid`."""
    async with begin() as tx:
        outcome = await _rotate(command, secrets=secrets, tx=tx)
    # Refused only now: that a session was ended must be kept.
    if outcome is None:
        raise RefreshRefused
    session, user = outcome
    return SignedIn(
        session=session,
        access_token=await issuer.access_token(user, session.id, at=command.at),
        refresh_token=secrets.successor(command.token),
        csrf_token=secrets.csrf(session.id),
    )


async def _rotate(command: Refresh, *, secrets: Secrets, tx: Tx) -> tuple[Session, User] | None:
    found = await tx.sessions.presented(secrets.digest(command.token))
    if found is None:
        return None
    session, token = found
    _check_csrf(command, secrets.csrf(session.id))
    following = secrets.digest(secrets.successor(command.token))
    verdict = rotation(token, session, successor=await tx.sessions.token(following), at=command.at)
    # Not locked: whoever ends all sessions holds the user first, then waits for this session.
    user = await tx.users.find(session.user_id)
    if user is None or verdict is Rotation.REFUSE:
        return None
    if verdict is Rotation.REUSE:
        await tx.sessions.end(user.id, session.id, at=command.at)
        tx.outbox.add(messages.sessions_revoked(user, at=command.at, session_id=session.id))
        return None
    if verdict is Rotation.ADVANCE:
        successor = RefreshToken(
            digest=following,
            session_id=session.id,
            expires_at=idle_deadline(session, at=command.at),
        )
        await tx.sessions.advance(token, successor, at=command.at)
    return session, user


def _check_csrf(command: Refresh, expected: str) -> None:
    if command.by_cookie and not compare_digest(
        (command.csrf_token or "").encode(), expected.encode()
    ):
        raise CsrfTokenInvalid
