"""Waiting for what happens by itself: by asking again, never by sleeping long enough."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

Seen = TypeVar("Seen")
_POLL_SECONDS = 0.1


async def eventually(
    read: Callable[[], Awaitable[Seen]],
    wanted: Callable[[Seen], object],
    *,
    within: float = 30,
    every: float = _POLL_SECONDS,
) -> Seen:
    """Read again until it is as wanted and return it; fail with what was seen last."""
    deadline = time.monotonic() + within
    while not wanted(seen := await read()):
        assert time.monotonic() < deadline, f"not within {within:.0f} s; last seen: {seen!r}"
        await asyncio.sleep(every)
    return seen
