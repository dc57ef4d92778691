"""Cancellations that libraries lose, and those they make up.

Up to Python 3.11 `asyncio.wait_for` drops a cancellation that comes in the moment its result
does. A closing channel of aio-pika cancels whoever waits on it, who is not meant to end.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


def being_cancelled() -> bool:
    """Whether somebody asked the current task to end."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def end_if_cancelled() -> None:
    """Raise the cancellation that a library lost; called before every wait without a limit."""
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
