"""Sends webhooks as providers do: late, twice, out of order, again and again."""

import asyncio
import ipaddress
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import httpx

from simulator.core.background import Background
from simulator.core.faults import Dials, Faults

REORDER_WINDOW_S: Final = 2.0
ANSWER_WITHIN_S: Final = 10.0
_CONNECTIONS: Final = 32

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One request to the merchant; `waits` are the seconds before each further try."""

    provider: str
    url: str
    method: str = "POST"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    waits: Sequence[float] = ()


_Way = Callable[[Notice], Awaitable[None]]


def is_loopback(url: str) -> bool:
    """Whether the address is http(s) on this machine; only the name localhost is trusted."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in {"http", "https"}:
            return False
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Sender:
    """Delivers notices in the background, by the dials, to this machine only."""

    def __init__(self, faults: Faults, background: Background) -> None:
        self._faults = faults
        self._background = background
        self._held: dict[str, asyncio.Event] = {}
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(ANSWER_WITHIN_S, pool=None),
            limits=httpx.Limits(max_connections=_CONNECTIONS),
            follow_redirects=False,
            trust_env=False,
        )

    def webhook(self, notice: Notice, dials: Dials) -> None:
        """Send by `dials`: delayed, doubled or out of order."""
        way = self._reordered if dials.webhook == "reorder" else self._delivered
        for _ in range(2 if dials.webhook == "duplicate" else 1):
            self._background.spawn(self._later(dials.webhook_delay_s, notice, way))

    def hint(self, notice: Notice) -> None:
        """Send now, once."""
        self._background.spawn(self._delivered(notice))

    async def close(self) -> None:
        """Drop the connections."""
        await self._client.aclose()

    async def _later(self, delay_s: float, notice: Notice, way: _Way) -> None:
        await asyncio.sleep(delay_s)
        await way(notice)

    async def _reordered(self, notice: Notice) -> None:
        earlier = self._held.pop(notice.provider, None)
        if earlier is not None:
            await self._delivered(notice, after_first=earlier.set)
            return
        mine = self._held[notice.provider] = asyncio.Event()
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(mine.wait(), REORDER_WINDOW_S)
        finally:
            if self._held.get(notice.provider) is mine:
                del self._held[notice.provider]
        await self._delivered(notice)

    async def _delivered(
        self, notice: Notice, after_first: Callable[[], None] = lambda: None
    ) -> None:
        arrived = await self._tried(notice)
        after_first()
        for wait in notice.waits:
            if arrived:
                return
            await asyncio.sleep(wait * self._faults.of(notice.provider).time_factor)
            arrived = await self._tried(notice)

    async def _tried(self, notice: Notice) -> bool:
        if not is_loopback(notice.url):
            logger.error("%s: refused to send beyond this machine", notice.provider)
            return True
        try:
            answer = await self._client.request(
                notice.method, notice.url, content=notice.body, headers=notice.headers
            )
        except httpx.HTTPError as failed:
            logger.info("%s: webhook not delivered: %s", notice.provider, type(failed).__name__)
            return False
        return answer.status_code == httpx.codes.OK
