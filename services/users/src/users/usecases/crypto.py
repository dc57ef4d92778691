"""What the use cases need of cryptography, in their own terms."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from users.domain.user import User


class Passwords(Protocol):
    """Slow hashing; both calls raise `Unavailable` when too many wait."""

    async def hashed(self, password: str) -> str:
        """Return what is stored in place of the password."""
        ...

    async def match(self, stored: str | None, password: str) -> bool:
        """Compare; None takes as long as a stored hash and is always False."""
        ...

    def outdated(self, stored: str) -> bool:
        """Tell whether the hash was made with other parameters than today's."""
        ...


class Secrets(Protocol):
    """Opaque tokens: 256 bits that only their holder knows."""

    def fresh(self) -> str:
        """Return a new token."""
        ...

    def digest(self, token: str) -> bytes:
        """Return what is stored in place of the token."""
        ...

    def successor(self, token: str) -> str:
        """Return the one token that follows this one, always the same."""
        ...

    def csrf(self, session_id: UUID) -> str:
        """Return what proves that a page of ours asks for this session."""
        ...


class Issuer(Protocol):
    """Signs access tokens."""

    async def access_token(self, user: User, session_id: UUID, *, at: datetime) -> str:
        """Return a token for the user's session, good for ten minutes."""
        ...
