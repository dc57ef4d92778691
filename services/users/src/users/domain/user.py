"""A user's account: what it holds, and what may be done with it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from common.errors import Conflict, Forbidden, NotFound, Unauthenticated

DEFAULT_ROLE = "customer"
DEFAULT_LOCALE = "en"


class Status(StrEnum):
    """Whether the account may be used. An erased account is none of these: it is gone."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class InvalidCredentials(Unauthenticated):
    """The name or the password is wrong; which of them is not said."""

    def __init__(self) -> None:
        super().__init__("the name or the password is wrong")


class EmailNotConfirmed(Forbidden):
    """The password is right, but the address was never confirmed."""

    def __init__(self) -> None:
        super().__init__("confirm the e-mail address first")


class AccountSuspended(Forbidden):
    """The password is right, but staff closed the account."""

    def __init__(self) -> None:
        super().__init__("this account is suspended")


class UserNotFound(NotFound):
    """There is no such user."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("there is no such user")


class UsernameTaken(Conflict):
    """Another account has this username."""

    def __init__(self) -> None:
        super().__init__("this username is taken")


class EmailTaken(Conflict):
    """Another account has this address; only staff are ever told."""

    def __init__(self) -> None:
        super().__init__("another account has this e-mail address")


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One account. `roles` are names; `permissions` is what these roles allow together."""

    id: UUID
    email: str
    email_confirmed: bool
    username: str | None
    full_name: str | None
    phone_number: str | None
    locale: str
    status: Status
    password_hash: str
    roles: tuple[str, ...]
    permissions: frozenset[str]
    version: int
    created_at: datetime
    updated_at: datetime


def admit(user: User) -> None:
    """Refuse a sign-in with the right password where the account may not be used."""
    if user.status is Status.SUSPENDED:
        raise AccountSuspended
    if not user.email_confirmed:
        raise EmailNotConfirmed


def confirmed(user: User, *, at: datetime) -> User:
    """The address is the user's own."""
    return changed(replace(user, email_confirmed=True), at=at)


def changed(user: User, *, at: datetime) -> User:
    """Count the change."""
    return replace(user, version=user.version + 1, updated_at=at)
