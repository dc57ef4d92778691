"""Tokens that the services accept in tests."""

import time
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from common import tokens
from common.auth import ACCESS, ServiceSigner, Verifier
from common.ids import new_id
from common.keys import KeySet
from common.tokens import KeyPair

SERVICES: Final = ("users", "catalog", "cart", "orders", "payments", "gateway")
_ISSUER = _AUDIENCE = "soko"


@dataclass(frozen=True, slots=True)
class Tokens:
    """Signs what the services accept: users' access tokens and services' own."""

    user_key: KeyPair = field(default_factory=tokens.new_key)
    service_keys: dict[str, KeyPair] = field(
        default_factory=lambda: {service: tokens.new_key() for service in SERVICES}
    )

    def access(
        self,
        user_id: UUID | None = None,
        *,
        roles: tuple[str, ...] = (),
        permissions: tuple[str, ...] = (),
        session_id: UUID | None = None,
        lives: int = 600,
    ) -> str:
        """Return an access token; `lives` seconds may be negative."""
        now = int(time.time())
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "sub": str(user_id or new_id()),
            "sid": str(session_id or new_id()),
            "jti": str(new_id()),
            "iat": now,
            "nbf": now,
            "exp": now + lives,
            "roles": list(roles),
            "perms": list(permissions),
        }
        return tokens.sign(claims, key=self.user_key.private_pem, kid="test", typ=ACCESS)

    def bearer(self, user_id: UUID | None = None, *permissions: str) -> dict[str, str]:
        """Return the header of a user who holds these permissions."""
        return {"authorization": f"Bearer {self.access(user_id, permissions=permissions)}"}

    def service(self, caller: str, callee: str) -> dict[str, str]:
        """Return the header with which one service calls another."""
        signer = ServiceSigner(caller, self.service_keys[caller].private_pem)
        return {"x-service-token": signer.token(callee)}

    def verifier(self) -> Verifier:
        """Return what verifies these access tokens."""

        async def fetch() -> dict[str, Any]:
            return {"keys": [tokens.public_jwk(self.user_key.public_pem, kid="test")]}

        return Verifier(KeySet(fetch), issuer=_ISSUER, audience=_AUDIENCE)
