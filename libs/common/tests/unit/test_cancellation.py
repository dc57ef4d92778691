"""What is told to end ends, also where a library loses the telling."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
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


async def _ends(endless: Any) -> bool:
    task = asyncio.ensure_future(endless)
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


async def test_a_timer_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers, "FIRST_WITHIN", 0)
    timer = Timer("test", timedelta(hours=1), losing(None))

    assert await _ends(timers._keep_running(timer))


async def test_a_closing_channel_is_a_lost_connection_and_no_end() -> None:
    with pytest.raises(ConnectionError), torn():
        raise asyncio.CancelledError
