"""The public keys that users' tokens are verified with: fetched once, kept, refreshed rarely."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import httpx

from common import logs
from common.errors import Unavailable
from common.tokens import TokenInvalid

Jwk = Mapping[str, Any]
Fetch = Callable[[], Awaitable[Mapping[str, Any]]]

_FRESH_SECONDS: Final = 300
_RETRY_SECONDS: Final = 30  # an unknown kid may not make us ask more often than this
_BEARABLE_SECONDS: Final = 24 * 3600  # users may be down that long before tokens stop working

log = logs.logger("keys")


class KeySet:
    """A cached JWKS. `fetch` returns the document; it is asked at most twice a minute."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._keys: dict[str, Jwk] = {}
        self._fetched_at = float("-inf")
        self._asked_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None

    async def key(self, kid: str) -> Jwk:
        """Return the key; raise `TokenInvalid` for an unknown one, `Unavailable` without any."""
        age = time.monotonic() - self._fetched_at
        if kid not in self._keys or age > _FRESH_SECONDS:
            await self._refresh()
        if not self._keys or time.monotonic() - self._fetched_at > _BEARABLE_SECONDS:
            raise Unavailable("the signing keys cannot be fetched", retry_after=2)
        if kid not in self._keys:
            raise TokenInvalid("the token names a key that does not exist")
        return self._keys[kid]

    async def _refresh(self) -> None:
        """Ask, unless that was done just now; all who need it wait for one and the same answer."""
        if self._asking is None:
            waited = time.monotonic() - self._asked_at
            # Without any key at all nothing works: ask again each second.
            if waited < (_RETRY_SECONDS if self._keys else 1):
                return
            self._asking = asyncio.create_task(self._ask())
        # Shielded: a caller who goes away does not take the answer from the others.
        await asyncio.shield(self._asking)

    async def _ask(self) -> None:
        try:
            document = await self._fetch()
            self._keys = {key["kid"]: key for key in document["keys"]}
            self._fetched_at = time.monotonic()
        except Exception as error:
            log.warning("signing keys could not be fetched", error=repr(error))
        finally:
            self._asked_at = time.monotonic()
            self._asking = None


def from_url(url: str, client: httpx.AsyncClient) -> KeySet:
    """Read the keys from where users publishes them."""

    async def fetch() -> Mapping[str, Any]:
        answer = await client.get(url, timeout=2)
        answer.raise_for_status()
        document: Mapping[str, Any] = answer.json()
        return document

    return KeySet(fetch)
