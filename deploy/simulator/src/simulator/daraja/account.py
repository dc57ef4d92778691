"""A merchant's account at Daraja: its credentials, and the one token that is good at a time."""

import base64
import binascii
import functools
import hmac
import secrets
import time
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

TOKEN_LIVES_S: Final = 3599


@dataclass
class Tokens:
    """A new token kills the one before it; none survives a restart."""

    _current: str = ""
    _until: float = 0

    def issue(self) -> str:
        """Make the token that is good from now on."""
        self._current = secrets.token_urlsafe(21)
        self._until = time.monotonic() + TOKEN_LIVES_S
        return self._current

    def accepts(self, token: str) -> bool:
        """Whether this is the latest token and has not run out."""
        is_current = bool(self._current) and _same(token, self._current)
        return is_current and time.monotonic() < self._until


@dataclass(frozen=True, kw_only=True)
class Account:
    """The credentials; without the private key no initiator is ever believed."""

    consumer_key: str
    consumer_secret: str
    shortcode: str
    passkey: str
    initiator: str
    initiator_password: str | None = None
    private_key: rsa.RSAPrivateKey | None = None
    tokens: Tokens = field(default_factory=Tokens)

    def knows(self, basic: str) -> bool:
        """Whether the value of an Authorization header names this account."""
        scheme, _, given = basic.partition(" ")
        expected = base64.b64encode(f"{self.consumer_key}:{self.consumer_secret}".encode()).decode()
        return scheme.lower() == "basic" and _same(given.strip(), expected)

    def has_signed(self, password: str, timestamp: str) -> bool:
        """Whether the password of a push or a query belongs to its timestamp."""
        plain = f"{self.shortcode}{self.passkey}{timestamp}"
        return _same(password, base64.b64encode(plain.encode()).decode())

    def believes(self, initiator: str, credential: str) -> bool:
        """Whether the credential is the initiator's password, encrypted for Daraja."""
        if self.private_key is None or self.initiator_password is None:
            return False
        try:
            encrypted = base64.b64decode(credential, validate=True)
            plain = self.private_key.decrypt(encrypted, padding.PKCS1v15())
        except (binascii.Error, ValueError):
            return False
        is_right = hmac.compare_digest(plain, self.initiator_password.encode())
        return is_right and initiator == self.initiator


@functools.cache
def private_key(pem: str) -> rsa.RSAPrivateKey:
    """Read the key, whose check takes a while; raises ValueError for anything but an RSA key."""
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("Daraja's key is an RSA key")  # noqa: TRY004 - a setting that is wrong
    return key


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())
