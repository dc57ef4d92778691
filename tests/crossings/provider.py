"""The provider simulator in a test's hands: dials, the payer, and the books."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from acceptance.shop import Json

GOOD_DAY = {"initiate": "normal", "auto": "none"}


@dataclass
class Counter:
    """Lets purchases begin side by side, and one alone while its provider is turned bad."""

    _begun: int = 0
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def among_others(self) -> AsyncIterator[None]:
        """Begin while nobody is alone."""
        async with self._alone:
            self._begun += 1
        try:
            yield
        finally:
            async with self._changed:
                self._begun -= 1
                self._changed.notify_all()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Begin while nobody else does."""
        async with self._alone, self._changed:
            await self._changed.wait_for(lambda: not self._begun)
            yield


@dataclass
class Simulator:
    """Its control interface. Dials aim at one payment, so that purchases run side by side."""

    client: httpx.AsyncClient
    counters: dict[str, Counter]

    async def decide(self, provider: str, reference: str, outcome: str, **more: Any) -> int:
        """Act as the payer and return the status code."""
        path = f"/control/transactions/{provider}/{reference}/decision"
        answer = await self.client.post(path, json={"outcome": outcome, **more})
        return answer.status_code

    async def turn(self, provider: str, reference: str, **dials: Any) -> None:
        """Turn dials towards one payment."""
        path = f"/control/transactions/{provider}/{reference}/faults"
        answer = await self.client.put(path, json=dials)
        assert answer.status_code == 200, answer.text

    @asynccontextmanager
    async def beginning_badly(self, provider: str, **dials: Any) -> AsyncIterator[None]:
        """Turn dials that spoil the beginning, with nobody else at it, and turn them back."""
        async with self.counters[provider].alone():
            await self._turn_all(provider, dials)
            try:
                yield
            finally:
                await self._turn_all(provider, GOOD_DAY)

    async def rows(self, provider: str, reference: str) -> list[Json]:
        """Its books about one reference: more than one row if it was asked more than once."""
        query = {"provider": provider, "reference": reference}
        answer = await self.client.get("/control/books", params=query)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def _turn_all(self, provider: str, dials: Json) -> None:
        answer = await self.client.put("/control/faults", json={provider: dials})
        assert answer.status_code == 200, answer.text
