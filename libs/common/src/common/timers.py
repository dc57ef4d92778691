"""Work that happens by the clock, done by one process of a service."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import uniform
from typing import Final

from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common import logs
from common.backoff import delays
from common.cancellation import alone, end_if_cancelled, unhurried
from common.leadership import leading, still_connected

CHECK_EVERY: Final = 5.0
"""Seconds after which a leader makes sure that it still is."""
FIRST_WITHIN: Final = 2.0
"""Seconds within which a job runs for the first time."""
FINISH_LIMIT: Final = 5.0
"""Seconds that a run gets to finish when the clock stops; then it is cut off."""

RUNS: Final = Counter("soko_timer_runs_total", "Runs of a timer by outcome.", ("timer", "outcome"))

log = logs.logger("timers")


@dataclass(frozen=True, slots=True)
class Timer:
    """A job and how often it runs; it must bear running twice, or late."""

    name: str
    every: timedelta
    job: Callable[[], Awaitable[object]]


async def run(engine: AsyncEngine, service: str, timers: Sequence[Timer]) -> None:
    """Run the timers whenever this process leads; stops cleanly when cancelled."""
    waits = delays()
    while True:
        try:
            async with leading(engine, f"timers:{service}") as connection:
                waits = delays()
                await alone(_lead(connection, timers))
        except* Exception as group:  # leadership was lost with its connection
            log.warning("timers were interrupted", error=repr(group.exceptions[0]))
        end_if_cancelled()
        await asyncio.sleep(next(waits))


async def _lead(connection: AsyncConnection, timers: Sequence[Timer]) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(_keep_checking(connection))
        for timer in timers:
            group.create_task(_keep_running(timer))


async def _keep_checking(connection: AsyncConnection) -> None:
    while True:
        await asyncio.sleep(CHECK_EVERY)
        await still_connected(connection)
        end_if_cancelled()


async def _keep_running(timer: Timer) -> None:
    every = timer.every.total_seconds()
    await asyncio.sleep(_spread(min(every, FIRST_WITHIN) / 2))
    while True:
        # A mail that was sent is noted, too.
        await unhurried(run_once(timer), within=FINISH_LIMIT)
        end_if_cancelled()
        await asyncio.sleep(_spread(every))


async def run_once(timer: Timer) -> None:
    """Run the job; a failure is told and forgotten, for the next run."""
    try:
        await timer.job()
    except Exception:
        RUNS.labels(timer.name, "failed").inc()
        log.exception("a timer failed", timer=timer.name)
    else:
        RUNS.labels(timer.name, "done").inc()


def _spread(seconds: float) -> float:
    return uniform(0.9 * seconds, 1.1 * seconds)  # noqa: S311  a spread, not a secret
