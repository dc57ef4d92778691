"""A closed loop: so many clients, each doing its next thing when the last one is done.

Good for throughput, blind to stalls; `tests/chaos` watches those.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from bench.figures import percentile, rate
from bench.wire import WrongAnswer

Action = Callable[[int], Awaitable[None]]
"""Does one thing as the client of that number; raises `WrongAnswer` when it went wrong."""

DONE: Final = "ok"


@dataclass
class Result:
    """What a run of one action showed; times in seconds."""

    clients: int
    lasted: float = 0.0
    took: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    generator: float = 0.0
    """CPU seconds that the load generator itself used."""

    def facts(self) -> dict[str, object]:
        """Return the figures, times in milliseconds."""
        shown = {f"p{share}": percentile(self.took, share / 100) for share in (50, 90, 99)}
        return {
            "count": len(self.took),
            "per_second": round(rate(self.clients, self.took), 2),
            **{name: round(value * 1000, 2) for name, value in shown.items()},
            "max": round(max(self.took, default=0) * 1000, 2),
            "generator_ms": round(self.generator * 1000 / max(1, len(self.took)), 2),
            "wrong": {what: count for what, count in self.outcomes.items() if what != DONE},
        }


async def closed(action: Action, *, clients: int, seconds: float, warm: int = 1) -> Result:
    """Keep `clients` busy for so many seconds, after `warm` unmeasured turns of each."""
    result = Result(clients)
    await asyncio.gather(*(_warm(action, number, warm) for number in range(clients)))
    used, began = time.process_time(), time.perf_counter()

    async def client(number: int) -> None:
        while time.perf_counter() - began < seconds:
            await _timed(result, action, number)

    await asyncio.gather(*(client(number) for number in range(clients)))
    result.lasted = time.perf_counter() - began
    result.generator = time.process_time() - used
    return result


async def _warm(action: Action, number: int, turns: int) -> None:
    for _ in range(turns):
        await action(number)


async def _timed(result: Result, action: Action, number: int) -> None:
    began = time.perf_counter()
    try:
        await action(number)
    except (WrongAnswer, OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        result.outcomes[str(error)[:200] or type(error).__name__] += 1
        return
    result.took.append(time.perf_counter() - began)
    result.outcomes[DONE] += 1
