"""Who asks for something about a payment, and how they prove it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A user, or whoever holds an order's token, or both at once."""

    user_id: UUID | None
    token_hash: str | None
    is_staff: bool
    """Holds `payments:write`."""
    credentials: Mapping[str, str]
    """The headers that prove it, for passing on to orders unchanged."""

    @property
    def identities(self) -> tuple[str, ...]:
        """Everything a payment's owner could be known as."""
        user = None if self.user_id is None else str(self.user_id)
        return tuple(filter(None, (user, self.token_hash)))


def token_hash(order_token: str) -> str:
    """Return what is kept of an order token: how orders names a guest as the owner."""
    return hashlib.sha256(order_token.encode()).hexdigest()
