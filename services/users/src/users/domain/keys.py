"""Which signing key is used when: keys are seen by everyone before they sign anything."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

JWKS_TTL: Final = timedelta(minutes=5)
LEAD: Final = 2 * JWKS_TTL
"""A new key is published this long before it signs, so that every cache knows it by then."""

SKEW: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """An ES256 key pair; `verifies_until` None means no successor is planned."""

    kid: str
    private_pem: str
    signs_from: datetime
    verifies_until: datetime | None


def signer(keys: Sequence[SigningKey], *, at: datetime) -> SigningKey | None:
    """Return the key that signs now: the newest whose time has come."""
    ready = [key for key in published(keys, at=at) if key.signs_from <= at]
    return max(ready, key=lambda key: key.signs_from, default=None)


def published(keys: Sequence[SigningKey], *, at: datetime) -> list[SigningKey]:
    """Return the keys that tokens may still be, or soon will be, signed with."""
    return [key for key in keys if key.verifies_until is None or at < key.verifies_until]


def is_rotating(keys: Sequence[SigningKey], *, at: datetime) -> bool:
    """Tell whether a new key is published that does not sign yet."""
    return any(key.signs_from > at for key in published(keys, at=at))


def retired(key: SigningKey, *, signs_until: datetime, tokens_last: timedelta) -> SigningKey:
    """Keep the key until the last token it signs has expired."""
    return replace(key, verifies_until=signs_until + tokens_last + SKEW)
