"""A sign-in and the chain of refresh tokens that keeps it alive."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from common.errors import Forbidden, NotFound, Unauthenticated

ACCESS_LASTS: Final = timedelta(minutes=10)
SESSION_LASTS: Final = timedelta(days=30)
IDLE_LASTS: Final = timedelta(days=7)
GRACE: Final = timedelta(seconds=10)
"""How long the last used refresh token still answers, for clients that lost the answer."""


class RefreshRefused(Unauthenticated):
    """The refresh token is unknown, used up, expired or revoked; which is not said."""

    code = "token_invalid"

    def __init__(self) -> None:
        super().__init__("sign in again")


class CsrfTokenInvalid(Forbidden):
    """A refresh by cookie did not prove that it comes from our own pages."""

    def __init__(self) -> None:
        super().__init__("X-CSRF-Token is missing or wrong")


class SessionNotFound(NotFound):
    """No such sign-in, or it is someone else's, or it has ended."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("there is no such session")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One device signed in; its id is the access token's `sid`."""

    id: UUID
    user_id: UUID
    user_agent: str | None
    address: str | None
    by_cookie: bool
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshToken:
    """One link of a session's chain; only its digest is kept."""

    digest: bytes
    session_id: UUID
    expires_at: datetime
    used_at: datetime | None = None


class Rotation(StrEnum):
    """What becomes of a refresh token that was presented."""

    ADVANCE = "advance"
    REPEAT = "repeat"
    REUSE = "reuse"
    REFUSE = "refuse"


def rotation(
    token: RefreshToken, session: Session, *, successor: RefreshToken | None, at: datetime
) -> Rotation:
    """Decide on a presented token; `successor` is what it was exchanged for before, if it was.

    Only the immediate predecessor of an unused token is answered again, and only for a moment:
    anything else that was used before is in the wrong hands.
    """
    if session.ended_at is not None or at >= session.expires_at or at >= token.expires_at:
        return Rotation.REFUSE
    if token.used_at is None:
        return Rotation.ADVANCE
    if successor is None or successor.used_at is not None or at - token.used_at > GRACE:
        return Rotation.REUSE
    return Rotation.REPEAT


def idle_deadline(session: Session, *, at: datetime) -> datetime:
    """Return when a refresh token issued now lapses unused."""
    return min(at + IDLE_LASTS, session.expires_at)
