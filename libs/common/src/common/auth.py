"""Who is calling: users by their bearer token, services by their own.

The gateway checks tokens early, but each service verifies again: a header proves nothing.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, NamedTuple
from uuid import UUID

from cachetools import LRUCache
from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer

from common import tokens
from common.errors import Forbidden, Unauthenticated
from common.keys import KeySet
from common.tokens import TokenInvalid

ACCESS: Final = "at+jwt"
SERVICE: Final = "service+jwt"
SERVICE_HEADER: Final = "x-service-token"
_REMEMBERED: Final = 10_000

# Shows the scheme in the OpenAPI document; reading the header is ours.
_scheme = HTTPBearer(auto_error=False, scheme_name="bearer", bearerFormat="JWT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A signed-in user, as their token says."""

    id: UUID
    session_id: UUID
    roles: frozenset[str]
    permissions: frozenset[str]
    token: str
    expires_at: float
    """Unix seconds."""

    def may(self, permission: str) -> bool:
        """Whether the user holds the permission, e.g. `orders:read`, its area or all."""
        area = permission.partition(":")[0]
        return not self.permissions.isdisjoint({permission, f"{area}:*", "*"})


class Verifier:
    """Verifies access tokens; remembers a bounded number of those it has seen."""

    def __init__(self, keys: KeySet, *, issuer: str, audience: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._seen: LRUCache[str, Principal] = LRUCache(_REMEMBERED)

    async def principal(self, token: str) -> Principal:
        """Return who the token speaks for; raise `TokenInvalid`."""
        known = self._seen.get(token)
        if known is not None:
            if known.expires_at < time.time():
                raise TokenInvalid("the token's time is over")
            return known
        key = await self._keys.key(tokens.key_id(token, typ=ACCESS))
        claims = tokens.verify(token, key=key, audience=self._audience, issuer=self._issuer)
        self._seen[token] = found = _principal(claims, token)
        return found


def _principal(claims: Mapping[str, Any], token: str) -> Principal:
    try:
        return Principal(
            id=UUID(claims["sub"]),
            session_id=UUID(claims["sid"]),
            roles=frozenset(claims["roles"]),
            permissions=frozenset(claims["perms"]),
            token=token,
            expires_at=float(claims["exp"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise TokenInvalid("the token lacks what every access token has") from error


def bearer(header: str | None) -> str | None:
    """Return the token of an Authorization header; None without one; raise on another scheme."""
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("use Authorization: Bearer <token>")
    return token.strip()


async def _maybe_caller(request: Request, _: Annotated[Any, Security(_scheme)]) -> Principal | None:
    token = bearer(request.headers.get("authorization"))
    if token is None:
        return None
    verifier: Verifier = request.app.state.verifier
    return await verifier.principal(token)


MaybeCallerDep = Annotated[Principal | None, Depends(_maybe_caller)]


async def _caller(caller: MaybeCallerDep) -> Principal:
    if caller is None:
        raise Unauthenticated("sign in first")
    return caller


CallerDep = Annotated[Principal, Depends(_caller)]


def permitted(permission: str) -> Any:
    """Return a dependency that gives the caller, if they hold the permission; else 403."""

    async def check(caller: CallerDep) -> Principal:
        if not caller.may(permission):
            raise Forbidden(f"this needs the permission {permission}")
        return caller

    return Depends(check)


class ServiceSigner:
    """Signs this service's calls to others with its own key: 60 s tokens, reused for 30 s."""

    def __init__(self, service: str, key: str) -> None:
        self._service = service
        self._key = key
        self._tokens: dict[str, tuple[float, str]] = {}

    def token(self, callee: str) -> str:
        """Return a token that only `callee` accepts."""
        now = time.time()
        made_at, token = self._tokens.get(callee, (0.0, ""))
        if now - made_at > 30:  # noqa: PLR2004
            claims = {"iss": self._service, "sub": self._service, "aud": callee}
            times = {"iat": int(now), "nbf": int(now), "exp": int(now) + 60}
            unique = {"jti": f"{self._service}-{now}"}
            token = tokens.sign(
                {**claims, **times, **unique}, key=self._key, kid=self._service, typ=SERVICE
            )
            self._tokens[callee] = (now, token)
        return token


def peer(*callers: str) -> Any:
    """Return a dependency that admits only these services, by their own tokens; else 401."""

    async def check(request: Request) -> str:
        token = request.headers.get(SERVICE_HEADER)
        if token is None:
            raise Unauthenticated("only services may call this")
        return _service_of(token, callers, request.app.state.settings)

    return Depends(check)


def _service_of(token: str, callers: tuple[str, ...], settings: Any) -> str:
    known = _VOUCHERS.get(token)
    caller = tokens.key_id(token, typ=SERVICE) if known is None else known.caller
    public = settings.peers.get(caller)
    if caller not in callers or public is None:
        raise TokenInvalid("this service may not call here")
    if known is None or not known.holds(public, settings.service):
        claims = tokens.verify(token, key=public, audience=settings.service, issuer=caller)
        _VOUCHERS[token] = _Voucher(caller, public, settings.service, float(claims["exp"]))
    return caller


class _Voucher(NamedTuple):
    """What a service token was once verified for."""

    caller: str
    public_key: str
    audience: str
    expires_at: float

    def holds(self, public_key: str, audience: str) -> bool:
        fits = (self.public_key, self.audience) == (public_key, audience)
        return fits and time.time() < self.expires_at


_VOUCHERS: Final[LRUCache[str, _Voucher]] = LRUCache(100)
"""Service tokens live for a minute and come with every call: each is verified once."""

SignerOf = Callable[[str], str]
"""Gives a service token for a callee."""
