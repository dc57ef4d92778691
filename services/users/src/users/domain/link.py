"""Single-use tokens that go out by mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from common.errors import Invalid


class Purpose(StrEnum):
    """What a mailed token is good for."""

    CONFIRM_EMAIL = "confirm_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105  a name, not a secret


LASTS: Final = {
    Purpose.CONFIRM_EMAIL: timedelta(hours=24),
    Purpose.RESET_PASSWORD: timedelta(hours=1),
}

MAILS_WINDOW: Final = timedelta(minutes=15)
MAILS_ALLOWED: Final = 5
"""How many links of one purpose a user may be sent per window; more are silently not sent."""


class TokenInvalid(Invalid):
    """The token is unknown, used or expired; which is not said."""

    def __init__(self) -> None:
        super().__init__("the link is used, expired or wrong; ask for a new one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One mailed token; only its digest is kept."""

    digest: bytes
    user_id: UUID
    purpose: Purpose
    created_at: datetime
    expires_at: datetime
