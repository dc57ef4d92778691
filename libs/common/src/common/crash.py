"""Named places at which a process can be cut off, so that tests kill it exactly there.

`here(name)` asks one global and returns while nothing is armed. A process is armed from outside:
`SOKO_CRASH_FILE` names its file, which is read at the start and again at SIGUSR2 and holds
`name:hit`; at the hit-th pass of that point the process kills itself. What it made of the file
stands beside it, in `<file>.state`: `armed …`, `struck …` or `refused …`. A production profile
does not start with such a file.
"""

import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from common.crash_points import POINTS

__all__ = ["POINTS", "Refused", "here", "listen", "points_of"]

_FILE: Final = "SOKO_CRASH_FILE"
_PROFILE: Final = "SOKO_PROFILE"
_PRODUCTION: Final = "production"


class Refused(ValueError):
    """This process cannot be armed so; the message says why."""


@dataclass(slots=True)
class _Fuse:
    """What a process dies of, and after how many passes."""

    file: Path
    point: str
    passes_left: int


_armed: _Fuse | None = None


def here(point: str) -> None:
    """Die if this point was armed and its time has come; free otherwise."""
    if _armed is not None and _armed.point == point:
        _pass_by(_armed)


def listen(environment: Mapping[str, str]) -> None:
    """Let this process be armed, where its environment names a file; raise `Refused` in production.

    Call it once, from the main thread, before anything is under way.
    """
    named = environment.get(_FILE)
    if not named:
        return
    # A profile that is not said is production, as in the settings.
    if environment.get(_PROFILE, _PRODUCTION) == _PRODUCTION:
        raise Refused(f"{_FILE} is for tests; a production profile does not start with it")
    file = Path(named)
    signal.signal(signal.SIGUSR2, lambda *_: _read(file))
    _read(file)


def points_of(process: str) -> frozenset[str]:
    """Return the points that this process passes (`gateway`, `orders-api`, `orders-worker`, …)."""
    return frozenset(name for name, point in POINTS.items() if process in point.owners)


def _read(file: Path) -> None:
    """Arm what the file asks for; without a file nothing is armed."""
    global _armed  # noqa: PLW0603  one process, one fuse: a check must cost nothing
    _armed = None
    try:
        _armed = _fuse(file)
    except Refused as refusal:
        _tell(file, f"refused {refusal}")
        return
    _tell(file, "unarmed" if _armed is None else f"armed {_armed.point}:{_armed.passes_left}")


def _fuse(file: Path) -> _Fuse | None:
    try:
        point, _, hit = file.read_text().strip().partition(":")
    except FileNotFoundError:
        return None
    if point not in POINTS:
        raise Refused(f"no point is called {point!r}")
    if not hit.isascii() or not hit.isdecimal() or int(hit) < 1:
        raise Refused(f"{hit!r} is no number of passes")
    return _Fuse(file, point, int(hit))


def _pass_by(fuse: _Fuse) -> None:
    fuse.passes_left -= 1
    if fuse.passes_left > 0:
        return
    # Else the next start would be armed again.
    fuse.file.unlink(missing_ok=True)
    _tell(fuse.file, f"struck {fuse.point}")
    os.kill(os.getpid(), signal.SIGKILL)


def _tell(file: Path, state: str) -> None:
    file.with_name(f"{file.name}.state").write_text(state)
