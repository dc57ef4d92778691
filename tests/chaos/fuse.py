"""Arming a process of a running fleet, so that it kills itself at one point."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from acceptance.eventually import eventually
from acceptance.fleet import Fleet

_WITHIN = 20.0


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """Where one process is to die: at its so many-th pass of a point."""

    process: str
    point: str
    hit: int = 1

    def __str__(self) -> str:
        times = "" if self.hit == 1 else f", pass {self.hit}"
        return f"{self.process} at {self.point}{times}"


async def arm(fleet: Fleet, cut: Cut) -> None:
    """Arm the process; it is armed when this returns."""
    file = _file(fleet, cut.process)
    _state_file(file).unlink(missing_ok=True)
    file.write_text(f"{cut.point}:{cut.hit}")
    os.kill(fleet.pid(cut.process), signal.SIGUSR2)

    async def state() -> str:
        return state_of(fleet, cut.process)

    seen = await eventually(state, bool, within=_WITHIN)
    assert not seen.startswith(("refused", "unarmed")), f"{cut}: {seen}"


def is_struck(fleet: Fleet, cut: Cut) -> bool:
    """Whether the process died there since it was armed."""
    return state_of(fleet, cut.process) == f"struck {cut.point}" or (
        not _file(fleet, cut.process).exists()
    )


def disarm(fleet: Fleet, process: str) -> None:
    """Let the process live."""
    _file(fleet, process).unlink(missing_ok=True)
    os.kill(fleet.pid(process), signal.SIGUSR2)


def state_of(fleet: Fleet, process: str) -> str:
    """Return what the process last made of its file; empty where nothing yet."""
    file = _state_file(_file(fleet, process))
    return file.read_text() if file.exists() else ""


def _file(fleet: Fleet, process: str) -> Path:
    return fleet.settings.home.folder("crash") / process


def _state_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.state")
