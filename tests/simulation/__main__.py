"""`make simulate`: many schedules over all cores, or one of them again with its trace.

python -m simulation                      1,000,000 schedules, from seed 0
python -m simulation --schedules 5000 --first 70000
python -m simulation --seed 12345         that one, told step by step
"""

import argparse
import json
import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from simulation.schedule import run

_CHUNK: Final = 500
_TELL_EVERY: Final = 5.0
_SHOWN: Final = 10


@dataclass(slots=True)
class Tally:
    """What many schedules came to."""

    schedules: int = 0
    steps: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[int, str]] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count another tally's schedules too."""
        self.schedules += other.schedules
        self.steps += other.steps
        self.outcomes += other.outcomes
        self.broken += other.broken


def tally(first: int, count: int) -> Tally:
    """Run so many schedules, from a seed on."""
    told = Tally()
    for seed in range(first, first + count):
        result = run(seed)
        told.schedules += 1
        told.steps += result.steps
        told.outcomes[result.outcome] += 1
        told.broken += [(seed, wrong) for wrong in result.broken[:1]]
    return told


def replay(seed: int) -> int:
    """Print one schedule; returns 1 where something did not hold."""
    result = run(seed)
    _say(*result.trace.lines(), "", f"seed {seed}: {result.outcome}, {result.steps} steps")
    _say(f"trace {result.trace.digest()}", *(f"BROKEN: {wrong}" for wrong in result.broken))
    return 1 if result.broken else 0


def simulate(first: int, count: int, workers: int, record: Path | None) -> int:
    """Run many schedules, telling how it goes; returns 1 where something did not hold."""
    total, began, told_at = Tally(), time.monotonic(), time.monotonic()
    for part in _parts(first, count, workers):
        _say(*_broken(part.broken[: max(0, _SHOWN - len(total.broken))]))
        total.add(part)
        if time.monotonic() - told_at > _TELL_EVERY:
            told_at = time.monotonic()
            _say(_progress(total, count, told_at - began))
    seconds = time.monotonic() - began
    _say(_progress(total, count, seconds), *_outcomes(total))
    if record is not None:
        _write(record, total, first=first, workers=workers, seconds=seconds)
    return 1 if total.broken else 0


def _parts(first: int, count: int, workers: int) -> Iterator[Tally]:
    ends = range(first, first + count, _CHUNK)
    chunks = [(start, min(_CHUNK, first + count - start)) for start in ends]
    with get_context("fork").Pool(workers) as pool:
        yield from pool.imap_unordered(_tallied, chunks)


def _tallied(chunk: tuple[int, int]) -> Tally:
    return tally(*chunk)


def _progress(total: Tally, count: int, seconds: float) -> str:
    rate = total.schedules / max(seconds, 0.001)
    return (
        f"{total.schedules:>9,} of {count:,} schedules, {total.steps:,} steps, {rate:,.0f}/s,"
        f" {len(total.broken)} broken"
    )


def _broken(found: list[tuple[int, str]]) -> list[str]:
    return [f"BROKEN: {wrong}; see it with: make simulate seed={seed}" for seed, wrong in found]


def _outcomes(total: Tally) -> list[str]:
    return [f"{count:>9,}  {outcome}" for outcome, count in total.outcomes.most_common()]


def _write(path: Path, total: Tally, *, first: int, workers: int, seconds: float) -> None:
    summary = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "workers": workers,
        "first_seed": first,
        "schedules": total.schedules,
        "steps": total.steps,
        "seconds": round(seconds, 1),
        "broken": [{"seed": seed, "what": wrong} for seed, wrong in sorted(total.broken)],
        "outcomes": dict(total.outcomes.most_common()),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(summary, indent=2) + "\n")
    _say(f"recorded in {path}")


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="simulation", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, help="run this schedule alone, and print it")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--schedules", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--record", type=Path, help="write a summary there")
    asked = parser.parse_args()
    if asked.seed is not None:
        return replay(asked.seed)
    return simulate(asked.first, asked.schedules, asked.workers, asked.record)


if __name__ == "__main__":
    sys.exit(main())
