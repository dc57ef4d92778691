"""JSON Web Tokens (RFC 7519), ES256 only. The one module that knows python-jose.

Every weakness of that library that matters here is closed by hand: a fixed algorithm list,
required claims, `typ` and `crit` checked, a length cap before parsing, keys only as JWK or PEM,
and any exception at all is a refusal.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from jose import jwk, jwt

from common.errors import Unauthenticated

ALGORITHM: Final = "ES256"
LONGEST: Final = 4096
_LEEWAY_SECONDS: Final = 30
_LONGEST_LIFE_SECONDS: Final = 24 * 3600
_REQUIRED: Final = {
    f"require_{claim}": True for claim in ("exp", "iat", "nbf", "aud", "sub", "iss", "jti")
}


class TokenInvalid(Unauthenticated):
    """The token is not one of ours, or its time is over."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A fresh signing key: the private half as PEM, the public half as PEM and as JWK."""

    private_pem: str
    public_pem: str


def new_key() -> KeyPair:
    """Make a P-256 key."""
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return KeyPair(private.decode(), public.decode())


def public_jwk(public_pem: str, *, kid: str) -> dict[str, Any]:
    """Return the key as JWKS shows it (RFC 7517)."""
    shown: dict[str, Any] = jwk.construct(public_pem, ALGORITHM).to_dict()
    return {**shown, "kid": kid, "use": "sig"}


def sign(claims: Mapping[str, Any], *, key: str, kid: str, typ: str) -> str:
    """Sign the claims with a private key (PEM)."""
    token: str = jwt.encode(
        dict(claims), key, algorithm=ALGORITHM, headers={"kid": kid, "typ": typ}
    )
    return token


def key_id(token: str, *, typ: str) -> str:
    """Return the `kid` that the token names, after checking its header; raise `TokenInvalid`."""
    if len(token) > LONGEST:
        raise TokenInvalid("the token is too long")
    try:
        header = jwt.get_unverified_header(token)
    except Exception as error:  # a deep header raises RecursionError, not JWTError
        raise TokenInvalid("the token cannot be read") from error
    kid = header.get("kid")
    fits = header.get("alg") == ALGORITHM and header.get("typ") == typ and "crit" not in header
    if not fits or not isinstance(kid, str):
        raise TokenInvalid("the token is of another kind")
    return kid


def verify(
    token: str, *, key: str | Mapping[str, Any], audience: str, issuer: str
) -> dict[str, Any]:
    """Return the claims of a token signed by `key` (PEM or JWK); raise `TokenInvalid`.

    Call `key_id` first: it checks the header and the length.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=audience,
            issuer=issuer,
            options={**_REQUIRED, "leeway": _LEEWAY_SECONDS},
        )
        timely = _is_timely(claims["iat"], claims["exp"])
    except Exception as error:
        raise TokenInvalid("the token is not valid, or its time is over") from error
    if not timely:
        raise TokenInvalid("the token is from the future, or would live too long")
    return claims


def _is_timely(issued: float, expires: float) -> bool:
    return issued <= time.time() + _LEEWAY_SECONDS and expires - issued <= _LONGEST_LIFE_SECONDS
