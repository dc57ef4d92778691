"""What a principal wants done once: read from the Idempotency-Key header and the body."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

import orjson
from fastapi import Depends, Header, Request

from common.auth import MaybeCallerDep, Principal
from common.errors import Malformed, Unauthenticated

_VISIBLE: Final = re.compile(r"[\x21-\x7e]{1,255}\Z")


class IdempotencyKeyMissing(Malformed):
    """This request needs a key, so that repeating it is safe."""

    code = "idempotency_key_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One thing a principal wants done once."""

    principal: str
    method: str
    path: str
    key: str
    body_hash: bytes


# Unconstrained here: a missing or odd key has a problem of its own.
_Key = Annotated[str | None, Header(description="Makes repeating the request safe.")]


async def _required(
    request: Request, caller: MaybeCallerDep, idempotency_key: _Key = None
) -> Intent:
    if idempotency_key is None:
        raise IdempotencyKeyMissing("send an Idempotency-Key header")
    intent = await _optional(request, caller, idempotency_key)
    if intent is None:
        raise Unauthenticated("sign in, or send the token of the cart or the order")
    return intent


async def _optional(
    request: Request, caller: MaybeCallerDep, idempotency_key: _Key = None
) -> Intent | None:
    if idempotency_key is None:
        return None
    given = idempotency_key
    key = given[1:-1] if len(given) > 1 and given[0] == given[-1] == '"' else given
    if not _VISIBLE.match(key):
        raise IdempotencyKeyMissing("an Idempotency-Key has 1 to 255 visible ASCII characters")
    return await intent_of(request, caller, key)


async def intent_of(request: Request, caller: Principal | None, key: str) -> Intent | None:
    """Return what is wanted under that key; None from a stranger.

    A stranger's key is nobody's: two of them must never share an answer.
    """
    principal = _principal_of(request, None if caller is None else caller.id)
    if principal is None:
        return None
    return Intent(
        principal=principal,
        method=request.method,
        path=request.url.path,
        key=key,
        body_hash=await _body_hash(request),
    )


RequiredIntent = Annotated[Intent, Depends(_required)]
OptionalIntent = Annotated[Intent | None, Depends(_optional)]
"""None also where a key came from nobody one could know again: it is ignored there."""


def _principal_of(request: Request, user_id: UUID | None) -> str | None:
    if user_id is not None:
        return str(user_id)
    # Where the path names an order, or its payment, that order's token speaks; else the cart's.
    first, then = "x-cart-token", "x-order-token"
    if request.path_params:
        first, then = then, first
    for header in (first, then):
        token = request.headers.get(header)
        if token:
            return hashlib.sha256(f"{header}:{token}".encode()).hexdigest()
    return None


async def _body_hash(request: Request) -> bytes:
    # A body may hold a password: without the key nobody can try out which one it was.
    key = request.app.state.settings.key.get_secret_value().encode()
    return hmac.digest(key, b"body:" + await _canonical(request), "sha256")


async def _canonical(request: Request) -> bytes:
    body = await request.body()
    if not body:
        return b""
    try:
        return orjson.dumps(await request.json(), option=orjson.OPT_SORT_KEYS)
    except (ValueError, TypeError):  # not JSON: an upload
        return body
