"""Allowances that several gateways share in a Redis, and what they do without it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from limits.aio.storage import MemoryStorage

from common import shared
from common.errors import Throttled
from common.settings import Profile
from common.testing.redis import RedisServer
from common.testing.wire import wire_to
from gateway.limits import Limits, SharedStorage
from gateway.routes import Rate
from gateway_tests.conftest import Opened, until

ALLOWED = 10


@asynccontextmanager
async def _limits(url: str) -> AsyncIterator[Limits]:
    async with shared.opened(url) as store:
        rates = dict.fromkeys(Rate, ALLOWED)
        yield Limits(rates, MemoryStorage(), SharedStorage.of(store))


async def _passed(limits: Limits, most: int = 3 * ALLOWED, caller: str = "one") -> int:
    """How many requests in a row one caller is allowed."""
    for number in range(most):
        try:
            await limits.take(Rate.AUTH, caller, [])
        except Throttled:
            return number
    return most


async def test_gateways_share_an_allowance(redis_server: RedisServer) -> None:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(_limits(redis_server.url))
        second = await stack.enter_async_context(_limits(redis_server.url))
        for _ in range(ALLOWED // 2):
            await first.take(Rate.AUTH, "one", [])

        assert await _passed(second) == ALLOWED - ALLOWED // 2
        assert await _passed(first) == 0
        assert await _passed(second, caller="another") == ALLOWED


async def test_without_the_store_each_gateway_counts_for_itself(redis_server: RedisServer) -> None:
    async with _limits(redis_server.url) as limits:
        redis_server.stop()

        assert await _passed(limits) == ALLOWED


async def test_a_store_that_hangs_costs_one_short_wait(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "PAUSE_SECONDS", 600.0)
    monkeypatch.setattr(shared, "ANSWER_SECONDS", 0.05)
    async with _limits(redis_server.url) as limits:
        redis_server.freeze()
        outcomes = [_uses("failed"), _uses("skipped")]
        for number in range(20):
            await limits.take(Rate.AUTH, f"caller {number}", [])
        redis_server.thaw()

    assert _uses("failed") - outcomes[0] == 1
    assert _uses("skipped") - outcomes[1] == 19


async def test_a_slow_store_is_left_alone(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "ANSWER_SECONDS", 0.05)
    async with wire_to(redis_server.port) as wire:
        wire.delay = (0.2, 0.2)
        async with _limits(f"redis://127.0.0.1:{wire.at}") as limits:
            assert await _passed(limits) == ALLOWED


async def test_a_store_that_is_back_is_used_again(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "PAUSE_SECONDS", 0.0)
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(_limits(redis_server.url))
        second = await stack.enter_async_context(_limits(redis_server.url))
        redis_server.stop()
        assert await _passed(first) == ALLOWED
        await redis_server.restart()
        assert await _passed(first, caller="later") == ALLOWED

        assert await _passed(second, caller="later") == 0


async def test_a_gateway_says_that_it_does_without_its_store(
    opened: Opened, redis_server: RedisServer
) -> None:
    async with opened(profile=Profile.TEST, redis_url=redis_server.url, rate_auth=5) as gate:
        whole = await gate.client.get("/readyz")
        redis_server.stop()

        async def is_degraded() -> bool:
            return "redis" in (await gate.client.get("/readyz")).json()["degraded"]

        await until(is_degraded)
        lacking = await gate.client.get("/readyz")
        answers = [await gate.client.post("/api/v1/auth/login") for _ in range(6)]

    assert "redis" not in whole.json()["degraded"]
    assert (lacking.status_code, lacking.json()["status"]) == (200, "ready")
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]


def _uses(outcome: str) -> float:
    value: Callable[[], Any] = shared.USES.labels(outcome)._value.get
    return float(value())
