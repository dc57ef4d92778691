"""The processes of the fleet: how much memory each holds, how much CPU each used, how it starts."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

MIB = 1024 * 1024


@dataclass(frozen=True)
class Process:
    """One process of the fleet."""

    pid: int
    port: int


def processes() -> dict[str, Process]:
    """Return the fleet's processes by name."""
    told = json.loads(_soko("status", "--json"))["processes"]
    return {one["name"]: Process(one["pid"], one["port"]) for one in told if one["pid"]}


def cpu(of: Mapping[str, Process]) -> dict[str, float]:
    """Return the CPU seconds that each has used so far, with its children."""
    return {
        name: sum(sum(one.cpu_times()[:2]) for one in _family(process))
        for name, process in of.items()
    }


def memory(of: Mapping[str, Process]) -> dict[str, float]:
    """Return the proportional memory (PSS) of each with its children, in MiB."""
    return {
        name: round(sum(one.memory_full_info().pss for one in _family(process)) / MIB, 1)
        for name, process in of.items()
    }


def restarted() -> dict[str, object]:
    """Stop the fleet and start it again; return how long that took and the CPU it cost."""
    _soko("down")
    began = time.perf_counter()
    _soko("up", "--detach")
    took = time.perf_counter() - began
    spent = {name: round(seconds, 2) for name, seconds in cpu(processes()).items()}
    return {"seconds": round(took, 1), "cpu_seconds": round(sum(spent.values()), 1), "of": spent}


def _soko(*command: str) -> str:
    program = Path(sys.executable).parent / "soko"
    return subprocess.run(  # noqa: S603  our own command
        [str(program), *command], capture_output=True, text=True, check=True
    ).stdout


def _family(process: Process) -> list[psutil.Process]:
    root = psutil.Process(process.pid)
    return [root, *root.children(recursive=True)]
