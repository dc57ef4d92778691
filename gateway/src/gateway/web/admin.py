"""The admin's page: the same file at every address, with a nonce that is never used twice."""

from http import HTTPStatus
from secrets import token_urlsafe
from typing import Final

from gateway.exchange import Exchange
from gateway.web.policy import Policy

PLACEHOLDER: Final = "__CSP_NONCE__"
_NONCE_BYTES: Final = 16


class Admin:
    """Serves the page of the admin."""

    def __init__(self, index: str, policy: Policy) -> None:
        self._index = index
        self._policy = policy

    async def answer(self, exchange: Exchange) -> None:
        """Send the page."""
        nonce = token_urlsafe(_NONCE_BYTES)
        body = self._index.replace(PLACEHOLDER, nonce).encode()
        headers = [
            *self._policy.headers(nonce),
            (b"cache-control", b"no-store"),
            (b"content-length", b"%d" % len(body)),
        ]
        await exchange.whole(HTTPStatus.OK, headers, body)
