"""Results that are kept: one JSON file a run below `bench/results/`, and a page to read."""

import json
import os
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chaos.matrix import Round
from chaos.purchases import Run
from chaos.rolling import Rolled
from common.crash_points import POINTS

BENCH = Path(__file__).parents[2] / "bench"


def kill_matrix(played: Sequence[Round], *, seconds: float, sound: bool) -> None:
    """Keep what a run of the kill matrix did and found."""
    killed = [cut for one in played for cut in one.cuts if cut not in one.missed]
    content = facts() | {
        "sound": sound,
        "seconds": round(seconds),
        "rounds": [
            {
                "waves": [[str(cut) for cut in wave] for wave in one.waves],
                "seconds": one.seconds,
                "purchases": one.purchases,
                "faults": one.faults,
                "missed": [str(cut) for cut in one.missed],
            }
            for one in played
        ],
    }
    write("kill-matrix", content)
    by_process = Counter(cut.process for cut in killed)
    by_point = Counter(cut.point for cut in killed)
    purchases = sum(one.purchases for one in played)
    faults = sum(len(one.faults) + len(one.missed) for one in played)
    page = [
        "# The kill matrix",
        "",
        "`make kill-matrix`: every process is killed (SIGKILL) once at every crash point it owns,",
        "while customers buy by card, phone and cash, as guests and with accounts, are declined,",
        "cancel, change the provider and are paid back. Then every invariant is checked.",
        "",
        f"Recorded {content['at']} on {os.cpu_count()} cores, Python {platform.python_version()}:"
        f" **{len(killed)} deaths, {purchases} purchases, {faults} violations**,"
        f" {seconds / 60:.1f} minutes in {len(played)} rounds.",
        "",
        "| Point | What is cut off there | Deaths |",
        "|---|---|---|",
        *(f"| `{name}` | {point.sentence} | {by_point[name]} |" for name, point in POINTS.items()),
        "",
        "| Process | Deaths |",
        "|---|---|",
        *(f"| {name} | {count} |" for name, count in sorted(by_process.items())),
    ]
    (BENCH / "kill-matrix.md").write_text("\n".join(page) + "\n")


def purchases(made: Run) -> None:
    """Keep what a run of random purchases did and found."""
    content = facts() | {
        "sound": not made.faults,
        "seed": made.seed,
        "purchases": len(made.trips),
        "stories": Counter(trip.story for trip in made.trips),
        "seconds": made.seconds,
        "faults": made.faults,
        **made.figures,
    }
    write("purchases", content)


def rolling(rolled: Rolled) -> None:
    """Keep what a rolling replacement of processes cost its customers."""
    content = facts() | {
        "sound": not rolled.faults,
        "replaced": rolled.replaced,
        "faults": rolled.faults,
        **rolled.figures,
    }
    write("rolling", content)


def facts() -> dict[str, Any]:
    """Return when and where a run took place."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
    }


def write(name: str, content: Mapping[str, Any]) -> None:
    """Keep a run's figures."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    path = BENCH / "results" / f"{name}-{stamp}.json"
    path.write_text(json.dumps(content, indent=1) + "\n")
