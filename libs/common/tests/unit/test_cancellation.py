"""What is told to end ends, also where a library loses the telling."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest

from common import broker, timers
from common.broker import Link
from common.cancellation import torn
from common.consumer import Means, consume
from common.timers import Timer

PATIENCE = 5
"""Seconds; nothing here takes a tenth of one."""


def losing(answer: Any) -> Callable[..., Awaitable[Any]]:
    """Return what `asyncio.wait_for` can be: cancelled as the answer comes, and silent about it."""

    async def answering(*_: Any, **__: Any) -> Any:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(0)
        return answer

    return answering


def _failing(told: asyncio.Semaphore) -> Callable[[], Coroutine[Any, Any, None]]:
    """Return a job that fails as a group does whose member failed after all had begun."""

    async def fail() -> None:
        await asyncio.sleep(0)
        raise OSError

    async def work() -> None:
        told.release()
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())

    return work


async def _ends(endless: Any, *, cancel: bool = False) -> bool:
    task = asyncio.ensure_future(endless)
    if cancel:
        task.cancel()
    _, late = await asyncio.wait([task], timeout=PATIENCE)
    for waiting in late:
        waiting.cancel()
        await asyncio.wait([waiting])
    return not late and task.cancelled()


def _connection() -> Mock:
    connection = Mock(close=AsyncMock())
    connection.connected.is_set.return_value = True
    return connection


async def test_a_consumer_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    queue = Mock(consume=losing("tag"), cancel=AsyncMock())
    channel = Mock(get_queue=AsyncMock(return_value=queue))
    channel.get_underlay_channel, channel.set_qos = AsyncMock(return_value=Mock()), AsyncMock()

    @asynccontextmanager
    async def opened(_: Link) -> AsyncIterator[Mock]:
        yield channel

    monkeypatch.setattr(Link, "channel", opened)
    means = Means(
        service="test",
        link=Link("amqp://localhost", "test"),
        publisher=Mock(),
        handle=AsyncMock(),
        probe=AsyncMock(),
        slots=asyncio.Semaphore(1),
    )

    assert await _ends(consume("queue", means))
    queue.cancel.assert_awaited_once()


async def test_a_link_ends_and_closes_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = _connection()
    monkeypatch.setattr(broker.aio_pika, "connect", losing(connection))

    assert await _ends(Link("amqp://localhost", "test").run())
    connection.close.assert_awaited_once()


async def test_a_channel_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    connection, channel = _connection(), Mock(initialize=losing(None), close=AsyncMock())
    connection.channel.return_value = channel
    monkeypatch.setattr(broker.aio_pika, "connect", AsyncMock(return_value=connection))
    link = Link("amqp://localhost", "test")
    supervising = asyncio.create_task(link.run())

    async def use() -> None:
        async with link.channel():
            await asyncio.Event().wait()

    assert await _ends(use())
    channel.close.assert_awaited_once()
    supervising.cancel()
    await asyncio.wait([supervising])


async def test_a_timer_ends_though_its_job_hears_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers, "FIRST_WITHIN", 0)
    monkeypatch.setattr(timers, "FINISH_LIMIT", 0.1)
    begun = asyncio.Event()

    async def deaf() -> None:
        begun.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    timer = Timer("test", timedelta(hours=1), deaf)
    ending = asyncio.create_task(timers._keep_running(timer))
    await begun.wait()

    assert await _ends(ending, cancel=True)


async def test_a_timer_finishes_the_run_in_which_it_is_told_to_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timers, "FIRST_WITHIN", 0)
    begun, sent = asyncio.Event(), asyncio.Event()
    noted = False

    async def send_and_note() -> None:
        nonlocal noted
        begun.set()
        await sent.wait()
        noted = True

    timer = Timer("test", timedelta(hours=1), send_and_note)
    ending = asyncio.create_task(timers._keep_running(timer))
    await begun.wait()
    ending.cancel()
    await asyncio.sleep(0)
    sent.set()

    assert await _ends(ending)
    assert noted


async def test_a_timer_outlives_a_group_that_fails_in_its_job(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timers, "FIRST_WITHIN", 0)
    ran = asyncio.Semaphore(0)
    ending = asyncio.create_task(timers._keep_running(Timer("test", timedelta(), _failing(ran))))

    async with asyncio.timeout(PATIENCE):
        for _ in range(3):
            await ran.acquire()

    assert await _ends(ending, cancel=True)


async def test_timers_go_on_after_their_leadership_was_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    led = asyncio.Semaphore(0)

    @asynccontextmanager
    async def leading(*_: Any) -> AsyncIterator[None]:
        yield

    monkeypatch.setattr(timers, "leading", leading)
    monkeypatch.setattr(timers, "delays", lambda: iter([0] * 99))
    monkeypatch.setattr(timers, "_keep_checking", lambda _: _failing(led)())
    ending = asyncio.create_task(timers.run(Mock(), "test", ()))

    async with asyncio.timeout(PATIENCE):
        for _ in range(3):
            await led.acquire()

    assert await _ends(ending, cancel=True)


async def test_a_closing_channel_is_a_lost_connection_and_no_end() -> None:
    with pytest.raises(ConnectionError), torn():
        raise asyncio.CancelledError
