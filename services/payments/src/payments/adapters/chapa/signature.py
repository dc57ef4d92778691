"""How Chapa proves that a webhook is its own."""

import hmac
from collections.abc import Sequence
from typing import Final

from payments.domain.webhook import Notice

HEADER: Final = "x-chapa-signature"
"""Over the body. The other header, `chapa-signature`, is the same on every request: worthless."""


def sign(body: bytes, secret: str) -> str:
    """Return the signature of these very bytes."""
    return hmac.digest(secret.encode(), body, "sha256").hex()


def is_signed(notice: Notice, secrets: Sequence[str]) -> bool:
    """Tell whether one of the secrets signed the body; several are active in a rotation."""
    given = notice.values(HEADER)
    if len(given) != 1:
        return False
    shown = given[0].encode()
    matches = [hmac.compare_digest(shown, sign(notice.body, secret).encode()) for secret in secrets]
    return any(matches)
