"""Cancellations that libraries lose, and those they make up.

Up to Python 3.11 `asyncio.wait_for` drops a cancellation that comes in the moment its result
does. A closing channel of aio-pika cancels whoever waits on it, who is not meant to end.
"""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any


def being_cancelled() -> bool:
    """Whether somebody asked the current task to end."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def alone(work: Coroutine[Any, Any, None]) -> None:
    """Do it in a task of its own, cancelled with ours.

    Up to Python 3.12 a task group that fails leaves whoever ran it looking cancelled for ever.
    """
    await asyncio.create_task(work)


async def unhurried(work: Coroutine[Any, Any, None], *, within: float) -> None:
    """Do it like `alone`, but once ours is cancelled it gets so many seconds to come to its end."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    finally:
        try:
            await asyncio.wait([task], timeout=within)
        finally:
            task.cancel()
            await asyncio.wait([task])


def end_if_cancelled() -> None:
    """Raise the cancellation that a library lost; called before every wait without a limit.

    Not for a task that ran a task group; see `alone`.
    """
    if being_cancelled():
        raise asyncio.CancelledError


@contextmanager
def torn() -> Iterator[None]:
    """Turn the cancellation that a closing channel makes up into a `ConnectionError`."""
    try:
        yield
    except asyncio.CancelledError as error:
        if being_cancelled():
            raise
        raise ConnectionError("the channel closed") from error
