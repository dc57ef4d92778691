"""The processes of the fleet under load: how much memory each holds, how much CPU each used."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil

MIB = 1024 * 1024


@dataclass(frozen=True)
class Usage:
    """One process with its children: proportional memory in MiB, CPU seconds so far."""

    memory: float
    cpu: float


def processes() -> dict[str, int]:
    """Return the fleet's processes by name: pids."""
    soko = Path(sys.executable).parent / "soko"
    said = subprocess.run(  # noqa: S603  our own command
        [str(soko), "status", "--json"], capture_output=True, text=True, check=False
    ).stdout
    return {entry["name"]: entry["pid"] for entry in json.loads(said)["processes"] if entry["pid"]}


def usage() -> dict[str, Usage]:
    """Measure every process of the fleet."""
    return {name: _usage(pid) for name, pid in processes().items()}


def _usage(pid: int) -> Usage:
    root = psutil.Process(pid)
    family = [root, *root.children(recursive=True)]
    memory = sum(process.memory_full_info().pss for process in family)
    times = [process.cpu_times() for process in family]
    return Usage(memory / MIB, sum(time.user + time.system for time in times))
