"""Opaque tokens: random, kept only as digests, followed by one successor each."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from typing import Final
from uuid import UUID

_BYTES: Final = 32


class HmacSecrets:
    """The `Secrets` port; every process of the service shares one secret."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(secret.encode()).digest()

    def fresh(self) -> str:
        """Return a new token of 256 random bits."""
        return secrets.token_urlsafe(_BYTES)

    def digest(self, token: str) -> bytes:
        """Return what is stored in place of the token."""
        return hashlib.sha256(token.encode()).digest()

    def successor(self, token: str) -> str:
        """Return the one token that follows this one, always the same."""
        return self._derived(f"refresh:{token}")

    def csrf(self, session_id: UUID) -> str:
        """Return what proves that a page of ours asks for this session."""
        return self._derived(f"csrf:{session_id}")

    def _derived(self, text: str) -> str:
        mac = hmac.digest(self._key, text.encode(), "sha256")
        return urlsafe_b64encode(mac).rstrip(b"=").decode()
