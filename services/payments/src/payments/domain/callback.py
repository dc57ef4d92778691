"""Tokens in the addresses that providers report to: only their hashes are kept."""

import hashlib
import re
from typing import Final

BYTES: Final = 16
_SHAPE: Final = re.compile(f"[0-9a-f]{{{2 * BYTES}}}")


def callback_hash(token: str) -> str | None:
    """Return what is kept of a token; None where it could not be one of ours."""
    if _SHAPE.fullmatch(token) is None:
        return None
    return hashlib.sha256(token.encode()).hexdigest()
