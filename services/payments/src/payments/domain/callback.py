"""Tokens in the addresses that providers report to: only their hashes are kept."""

import hashlib
import hmac
import re
from typing import Final
from uuid import UUID

BYTES: Final = 16
_SHAPE: Final = re.compile(f"[0-9a-f]{{{2 * BYTES}}}")


def token_of(key: str, subject: UUID) -> str:
    """Return the token of a subject's address: the same each time, so that none is lost.

    What was asked earlier may be answered after it was asked again.
    """
    return hmac.new(key.encode(), b"callback:" + subject.bytes, "sha256").hexdigest()[: 2 * BYTES]


def callback_hash(token: str) -> str | None:
    """Return what is kept of a token; None where it could not be one of ours."""
    if _SHAPE.fullmatch(token) is None:
        return None
    return hashlib.sha256(token.encode()).hexdigest()
