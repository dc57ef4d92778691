"""Which headers pass the door, in and out."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from multidict import CIMultiDict, CIMultiDictProxy

from common.errors import Malformed
from gateway.exchange import Exchange, Headers

_HOP_BY_HOP: Final = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
_OURS_TO_SAY: Final = frozenset(
    {
        b"host",
        b"expect",
        b"forwarded",
        b"traceparent",
        b"via",
        b"x-request-id",
        b"x-service-token",
        b"x-deadline-ms",
        b"x-real-ip",
        b"x-client-ip",
        b"true-client-ip",
        b"x-http-method",
        b"x-http-method-override",
        b"x-method-override",
        b"x-rewrite-url",
        b"x-roles",
        b"x-permissions",
        b"x-principal",
    }
)
_FORGED: Final = (
    b"x-user",
    b"x-forwarded-",
    b"x-original-",
    b"x-auth-",
    b"x-principal-",
    b"x-internal-",
)
_STOPPED_IN: Final = _HOP_BY_HOP | _OURS_TO_SAY
_STOPPED_OUT: Final = _HOP_BY_HOP | {
    b"date",
    b"server",
    b"x-powered-by",
    b"x-request-id",
    b"x-content-type-options",
    b"x-frame-options",
    b"referrer-policy",
    b"ratelimit",
    b"ratelimit-policy",
}
_AT_MOST_ONCE: Final = frozenset(
    {
        b"authorization",
        b"content-type",
        b"host",
        b"idempotency-key",
        b"if-match",
        b"x-cart-token",
        b"x-order-token",
    }
)


class MalformedRequest(Malformed):
    """The request's head contradicts itself."""

    code = "malformed_request"


class Introduction:
    """How the gateway introduces itself to the services."""

    def __init__(self, public_url: str) -> None:
        public = urlsplit(public_url)
        # Fixed, not the client's Host: links in mails must never follow a forged one.
        self._fixed = {"X-Forwarded-Proto": public.scheme, "X-Forwarded-Host": public.netloc}

    def inward(self, exchange: Exchange) -> CIMultiDict[str]:
        """Return the headers for the service: nothing forged, nothing that ends at each hop."""
        named = _named_by_connection(exchange.given.get(b"connection"))
        passed: CIMultiDict[str] = CIMultiDict(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in exchange.headers
            if name not in _STOPPED_IN and not name.startswith(_FORGED) and name not in named
        )
        passed.update(self.alone(exchange))
        return passed

    def alone(self, exchange: Exchange) -> dict[str, str]:
        """Return what the gateway itself says about a request."""
        return {
            **self._fixed,
            "X-Forwarded-For": exchange.client,
            "X-Request-Id": exchange.request_id.decode(),
            "traceparent": exchange.traceparent.decode(),
        }


def outward(headers: Sequence[tuple[bytes, bytes]], *, connection: str | None = None) -> Headers:
    """Return the service's headers as the client may see them."""
    named = _named_by_connection(connection.encode("latin-1") if connection else None)
    return [
        (lower, value)
        for name, value in headers
        if (lower := name.lower()) not in _STOPPED_OUT
        and lower not in named
        and not lower.startswith(b"access-control-")
    ]


def refuse_contradictions(exchange: Exchange) -> None:
    """Refuse a header twice where two readers could each believe another."""
    if len(exchange.given) == len(exchange.headers):
        return
    names = [name for name, _ in exchange.headers if name in _AT_MOST_ONCE]
    if len(names) != len(set(names)):
        raise MalformedRequest("a header that may be sent once was sent twice")


def media_type(headers: CIMultiDictProxy[str]) -> str:
    """Return the answer's media type, without parameters, in lower case."""
    return headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _named_by_connection(value: bytes | None) -> frozenset[bytes]:
    # The usual values name no header of their own.
    if value is None or value.lower() in {b"keep-alive", b"close"}:
        return frozenset()
    return frozenset(part.strip().lower() for part in value.split(b","))
