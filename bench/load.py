"""Load, generated two ways, and its percentiles.

Closed: so many workers, each sending its next request when the last was answered; good for
throughput, blind to stalls. Open: requests are due at random moments of a fixed rate, and each
is timed from the moment it was due, so that a stall counts for everyone who had to wait
(no coordinated omission).
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Action = Callable[[int], Awaitable[str]]
"""Does one thing, told its number; returns how it ended, e.g. `200`."""

AT_ONCE = 400  # an open loop that falls behind further than this is beyond saturation


@dataclass
class Result:
    """What a run of one action showed; times in seconds."""

    name: str
    loop: str
    lasted: float = 0.0
    took: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)

    def percentile(self, share: float) -> float:
        """Return the time within which this share of all requests was answered."""
        ordered = sorted(self.took)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0

    def facts(self) -> dict[str, object]:
        """Return the figures, times in milliseconds."""
        shown = {f"p{share:g}": self.percentile(share / 100) for share in (50, 90, 99)}
        return {
            "name": self.name,
            "loop": self.loop,
            "count": len(self.took),
            "per_second": round(len(self.took) / self.lasted, 1) if self.lasted else 0,
            **{name: round(value * 1000, 2) for name, value in shown.items()},
            "max": round(max(self.took, default=0) * 1000, 2),
            "outcomes": dict(self.outcomes),
        }


async def closed(name: str, action: Action, *, workers: int, seconds: float) -> Result:
    """Keep `workers` requests under way for so many seconds."""
    result = Result(name, f"closed, {workers} at once")
    began = time.perf_counter()

    async def worker(number: int) -> None:
        while time.perf_counter() - began < seconds:
            await _timed(result, action, number, time.perf_counter())
            number += workers

    await asyncio.gather(*(worker(number) for number in range(workers)))
    result.lasted = time.perf_counter() - began
    return result


async def arriving(name: str, action: Action, *, rate: float, seconds: float) -> Result:
    """Send requests at random moments, `rate` a second on average, whatever the answers do."""
    result = Result(name, f"open, {rate:g}/s")
    chance = random.Random(42)
    under_way: set[asyncio.Task[None]] = set()
    began = due = time.perf_counter()
    number = 0
    while (due := due + chance.expovariate(rate)) < began + seconds and len(under_way) < AT_ONCE:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        task = asyncio.create_task(_timed(result, action, number, due))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        number += 1
    await asyncio.gather(*under_way)
    result.lasted = time.perf_counter() - began
    return result


async def _timed(result: Result, action: Action, number: int, due: float) -> None:
    try:
        outcome = await action(number)
    except (OSError, TimeoutError) as error:
        outcome = type(error).__name__
    result.took.append(time.perf_counter() - due)
    result.outcomes[outcome] += 1
