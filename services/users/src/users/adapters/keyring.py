"""The signing keys at work: access tokens and the JWKS document."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from common import tokens
from common.auth import ACCESS
from common.clock import utcnow
from common.errors import Unavailable
from common.ids import new_id
from users.domain.keys import SigningKey, published, signer
from users.domain.session import ACCESS_LASTS
from users.domain.user import User
from users.usecases.ports import Begin

_FRESH_SECONDS: Final = 15.0


class Keyring:
    """The `Issuer` port; reads the keys again every quarter of a minute."""

    def __init__(self, begin: Begin, *, issuer: str, audience: str) -> None:
        self._begin = begin
        self._issuer = issuer
        self._audience = audience
        self._keys: Sequence[SigningKey] = ()
        self._read_at = float("-inf")

    async def access_token(self, user: User, session_id: UUID, *, at: datetime) -> str:
        """Return a token for the user's session, good for ten minutes."""
        key = signer(await self._current(), at=utcnow())
        if key is None:
            raise Unavailable("there is no signing key yet", retry_after=2)
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": str(user.id),
            "sid": str(session_id),
            "jti": str(new_id()),
            "iat": int(at.timestamp()),
            "nbf": int(at.timestamp()),
            "exp": int((at + ACCESS_LASTS).timestamp()),
            "roles": list(user.roles),
            "perms": sorted(user.permissions),
        }
        return tokens.sign(claims, key=key.private_pem, kid=key.kid, typ=ACCESS)

    async def document(self) -> Mapping[str, Any]:
        """Return the public keys as JWKS shows them (RFC 7517)."""
        keys = published(await self._current(), at=utcnow())
        return {"keys": [_public(key) for key in sorted(keys, key=lambda key: key.kid)]}

    async def _current(self) -> Sequence[SigningKey]:
        if time.monotonic() - self._read_at > _FRESH_SECONDS:
            async with self._begin() as tx:
                self._keys = await tx.keys.all()
            self._read_at = time.monotonic()
        return self._keys


def new_key(signs_from: datetime) -> SigningKey:
    """Make a key; its id is the thumbprint of its public half."""
    pair = tokens.new_key()
    return SigningKey(
        kid=sha256(pair.public_pem.encode()).hexdigest()[:32],
        private_pem=pair.private_pem,
        signs_from=signs_from,
        verifies_until=None,
    )


def _public(key: SigningKey) -> dict[str, Any]:
    private = load_pem_private_key(key.private_pem.encode(), password=None)
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return tokens.public_jwk(public.decode(), kid=key.kid)
