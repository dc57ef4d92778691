"""Which part of a list is asked for."""

from dataclasses import dataclass
from uuid import UUID

from users.domain.user import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFilter:
    """What an administrator looks for; None means any."""

    q: str | None = None
    status: Status | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which part of a list: after this id, so many; newest first."""

    after: UUID | None
    limit: int
