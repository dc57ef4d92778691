"""Reads, asked by wrk: one thread of C, which leaves the cores to the shop."""

import asyncio
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from bench.wire import Address
from soko.backing.packages import WRK, provided

_SCRIPT: Final = Path(__file__).with_name("wrk.lua")


@dataclass(frozen=True)
class Reading:
    """What wrk saw; times in milliseconds."""

    connections: int
    told: dict[str, Any]

    @property
    def per_second(self) -> float:
        """Answers a second that were what was asked for."""
        good = self.told["requests"] - self.told["not_ok"]
        return float(good) / float(self.told["seconds"])

    def facts(self) -> dict[str, object]:
        """Return the figures."""
        times = {name: round(self.told[name], 2) for name in ("p50", "p90", "p99", "max")}
        wrong = {name: self.told[name] for name in ("not_ok", "broken", "timeout")}
        return {
            "count": self.told["requests"],
            "per_second": round(self.per_second, 1),
            **times,
            "bytes_each": round(self.told["bytes"] / max(1, self.told["requests"])),
            "wrong": {name: count for name, count in wrong.items() if count},
        }


async def reading(
    address: Address, paths: Sequence[str], *, connections: int, seconds: float
) -> Reading:
    """Ask for the paths one after another over so many connections, for so many seconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".paths") as file:
        file.write("\n".join(paths) + "\n")
        file.flush()
        process = await asyncio.create_subprocess_exec(
            _program(),
            *("-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "10s"),
            *("-s", str(_SCRIPT), f"http://{address.host}:{address.port}/", "--", file.name),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
    return Reading(connections, _told(said.decode()))


def _told(said: str) -> dict[str, Any]:
    found = [line for line in said.splitlines() if line.startswith("{")]
    if not found:
        raise RuntimeError(f"wrk said: {said.strip()[-300:]}")
    told: dict[str, Any] = json.loads(found[-1])
    return told


@cache
def _program() -> str:
    return str(provided(WRK, Path(tempfile.gettempdir()) / "soko-packages.log"))
