"""The processes of the fleet: how much memory each holds, how much CPU each used, how it starts."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any, Final

import psutil

MIB: Final = 1024 * 1024
BESIDE: Final = ("postgres", "rabbitmq", "objects", "mail", "simulator")
"""What stands beside the shop; all else is the shop itself."""


@dataclass(frozen=True)
class Process:
    """One process of the fleet."""

    pid: int
    port: int


def processes() -> dict[str, Process]:
    """Return the fleet's processes by name."""
    told = json.loads(soko("status", "--json"))["processes"]
    return {one["name"]: Process(one["pid"], one["port"]) for one in told if one["pid"]}


def cpu(of: Mapping[str, Process]) -> dict[str, float]:
    """Return the CPU seconds that each has used so far, with its children."""
    return {
        name: sum(sum(one.cpu_times()[:2]) for one in _family(process))
        for name, process in of.items()
    }


def everybody() -> tuple[float, float]:
    """Return the CPU seconds used so far by this machine, and by us who generate the load."""
    spent = psutil.cpu_times()
    us = sum(
        used.ru_utime + used.ru_stime
        for used in (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN))
    )
    return sum(spent) - spent.idle - getattr(spent, "iowait", 0.0) - spent.guest, us


def memory(of: Mapping[str, Process]) -> dict[str, Any]:
    """Return resident and proportional memory (PSS) in MiB, of each and of the shop's own sum."""
    each = {name: _held(process) for name, process in sorted(of.items())}
    own = [held for name, held in each.items() if name not in BESIDE]
    return {
        "shop": {kind: round(sum(held[kind] for held in own), 1) for kind in ("rss", "pss")},
        "each": each,
    }


def restarted() -> dict[str, Any]:
    """Stop the fleet and start it again; return how long that took and the CPU it cost."""
    soko("down")
    began = time.perf_counter()
    soko("up", "--detach")
    took = time.perf_counter() - began
    spent = {name: round(seconds, 2) for name, seconds in cpu(processes()).items()}
    return {"seconds": round(took, 1), "cpu_seconds": round(sum(spent.values()), 1), "of": spent}


def soko(*command: str) -> str:
    """Run the fleet's own command; raises with what it said when it fails."""
    program = str(Path(sys.executable).with_name("soko"))
    done = subprocess.run(  # noqa: S603  our own command
        [program, *command], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"soko {' '.join(command)}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def _held(process: Process) -> dict[str, float]:
    family = [one.memory_full_info() for one in _family(process)]
    return {
        kind: round(sum(getattr(one, kind) for one in family) / MIB, 1) for kind in ("rss", "pss")
    }


def _family(process: Process) -> list[psutil.Process]:
    root = psutil.Process(process.pid)
    return [root, *root.children(recursive=True)]
