"""What instances share, in a Redis (or Valkey) that may be slow, or gone, at any moment.

Nothing in it is the truth: whoever asks knows what to do without an answer. An answer is waited
for a twentieth of a second; after none the store is left alone for a while, so that requests
never stand in line for it.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from prometheus_client import Counter
from pydantic import SecretStr

from common import logs

if TYPE_CHECKING:
    from redis.asyncio import Redis

ANSWER_SECONDS: Final = 0.05
"""How long any use of the store may take."""
PAUSE_SECONDS: Final = 1.0
"""How long it is left alone after it failed."""
_PROBE_SECONDS: Final = 0.3

USES: Final = Counter("soko_shared_uses_total", "Uses of the shared store.", ("outcome",))

Answer = TypeVar("Answer")

log = logs.logger("shared")


class Away(Exception):
    """The store does not answer; do without."""


class Shared:
    """One process's way to the store."""

    def __init__(self, client: "Redis", *, failures: tuple[type[Exception], ...]) -> None:
        self.client = client
        self._failures: tuple[type[Exception], ...] = (*failures, OSError)
        self._not_before = float("-inf")

    async def ask(self, asking: Callable[[], Awaitable[Answer]]) -> Answer:
        """Return what the store answers in time; raises `Away`, at once while it is left alone."""
        if time.monotonic() < self._not_before:
            USES.labels("skipped").inc()
            raise Away
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                answer = await asking()
        except self._failures as error:
            self._not_before = time.monotonic() + PAUSE_SECONDS
            USES.labels("failed").inc()
            log.warning("the shared store does not answer", error=type(error).__name__)
            raise Away from error
        USES.labels("answered").inc()
        return answer

    async def get(self, key: str) -> bytes | None:
        """Return what is kept under the key, None also while the store is away."""
        try:
            return cast("bytes | None", await self.ask(lambda: self.client.get(key)))
        except Away:
            return None

    async def put(self, key: str, value: bytes, *, seconds: float) -> None:
        """Keep the value for so long, if the store is there."""
        lives = max(1, int(seconds * 1000))
        try:
            await self.ask(lambda: self.client.set(key, value, px=lives))
        except Away:
            return

    async def answers(self) -> bool:
        """Whether the store is there, for probes."""
        try:
            async with asyncio.timeout(_PROBE_SECONDS):
                return bool(await _ping(self.client))
        except self._failures:
            return False


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Shared]:
    """Give the way to the store at the URL; whether it is there shows when it is used."""
    # Only who has such a store pays for its library.
    from redis.asyncio import Redis  # noqa: PLC0415
    from redis.asyncio.retry import Retry  # noqa: PLC0415
    from redis.backoff import NoBackoff  # noqa: PLC0415
    from redis.exceptions import RedisError  # noqa: PLC0415

    client = Redis.from_url(
        _plain(url),
        socket_connect_timeout=_PROBE_SECONDS,
        socket_timeout=_PROBE_SECONDS,
        retry=Retry(NoBackoff(), 0),
        max_connections=64,
    )
    try:
        yield Shared(client, failures=(RedisError,))
    finally:
        await client.aclose()


@asynccontextmanager
async def if_any(url: SecretStr | None) -> AsyncIterator[Shared | None]:
    """Give the way to the store, if the settings name one."""
    if url is None:
        yield None
        return
    async with opened(url.get_secret_value()) as store:
        yield store


def _plain(url: str) -> str:
    """Valkey speaks Redis' own language; its addresses may say so."""
    return url.replace("valkey", "redis", 1) if url.startswith("valkey") else url


async def _ping(client: "Redis") -> Any:
    return await client.ping()
