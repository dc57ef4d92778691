"""Facts published by the users service, which owns this module."""

from typing import ClassVar
from uuid import UUID

from common.events.base import AuditFact, Event


class UserFact(Event):
    """A fact about one user account."""

    heard: ClassVar[bool] = False

    user_id: UUID


class UserRegistered(UserFact):
    """An account was opened; its address is not confirmed yet."""

    name: ClassVar[str] = "users.user_registered.v1"

    email: str


class EmailConfirmed(UserFact):
    """The user proved that the address is theirs."""

    name: ClassVar[str] = "users.email_confirmed.v1"
    heard: ClassVar[bool] = True

    email: str


class SessionsRevoked(UserFact):
    """Sign-ins were ended; `session_id` None means all of the user's."""

    name: ClassVar[str] = "users.sessions_revoked.v1"

    session_id: UUID | None


class UserErased(UserFact):
    """The user's personal data must go, everywhere."""

    name: ClassVar[str] = "users.user_erased.v1"


class AuditRecorded(AuditFact):
    """Staff changed a user or a role."""

    name: ClassVar[str] = "users.audit_recorded.v1"
