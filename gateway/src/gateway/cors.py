"""Cross-origin rules (api.md, section 1): an allow-list, and credentials only in cookie mode."""

from collections.abc import Iterable
from typing import Final

from gateway.exchange import Exchange, Headers

_REQUEST: Final = (
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID,"
    " X-Cart-Token, X-Order-Token, X-Request-Id, traceparent"
)
_COOKIE_MODE: Final = "X-CSRF-Token, X-Session-Mode"
_EXPOSED: Final = (
    "ETag, Location, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, X-Cart-Token,"
    " Idempotent-Replayed"
)
_REMEMBER_SECONDS: Final = 600
# The refresh cookie's own path: nowhere else does a browser need to send it.
_SESSION_PATH: Final = "/api/v1/auth/"
_EVERY_METHOD: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")

_VARY: Final = (b"vary", b"Origin")


class Cors:
    """What browsers of other origins may do here."""

    def __init__(self, origins: Iterable[str]) -> None:
        self._allowed = {
            origin.rstrip("/").encode(): [
                _VARY,
                (b"access-control-allow-origin", origin.rstrip("/").encode()),
                (b"access-control-expose-headers", _EXPOSED.encode()),
            ]
            for origin in origins
        }
        self._others: Headers = [_VARY] if self._allowed else []

    def headers(self, exchange: Exchange) -> Headers:
        """Return what every answer to this request gets."""
        allowed = self._allowed.get(exchange.given.get(b"origin", b""))
        if allowed is None:
            return self._others
        if exchange.path.startswith(_SESSION_PATH) and _in_cookie_mode(exchange):
            return [*allowed, (b"access-control-allow-credentials", b"true")]
        return allowed

    def preflight(self, exchange: Exchange, methods: Iterable[str]) -> Headers:
        """Return what a browser that asks first is told; nothing, for an origin we do not know."""
        allowed = self._allowed.get(exchange.given.get(b"origin", b""))
        if allowed is None:
            return []
        session = exchange.path.startswith(_SESSION_PATH)
        request = f"{_REQUEST}, {_COOKIE_MODE}" if session else _REQUEST
        answer = [
            (b"access-control-allow-methods", ", ".join(methods or _EVERY_METHOD).encode()),
            (b"access-control-allow-headers", request.encode()),
            (b"access-control-max-age", b"%d" % _REMEMBER_SECONDS),
        ]
        if session and _asks_for_cookie_mode(exchange):
            answer.append((b"access-control-allow-credentials", b"true"))
        return answer


def is_preflight(exchange: Exchange) -> bool:
    """Whether a browser asks if it may send the real request."""
    given = exchange.given
    return (
        exchange.method == "OPTIONS"
        and b"origin" in given
        and b"access-control-request-method" in given
    )


def _in_cookie_mode(exchange: Exchange) -> bool:
    given = exchange.given
    return (
        given.get(b"x-session-mode", b"").lower() == b"cookie"
        or b"x-csrf-token" in given
        or b"cookie" in given
    )


def _asks_for_cookie_mode(exchange: Exchange) -> bool:
    asked = exchange.given.get(b"access-control-request-headers", b"").lower()
    return b"x-session-mode" in asked or b"x-csrf-token" in asked
