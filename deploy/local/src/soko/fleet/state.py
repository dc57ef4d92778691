"""What others may know of a running fleet: one file in its home, replaced at each change."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TextIO

from soko.home import Home, write_private


class Phase(StrEnum):
    """How far a fleet has come."""

    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"
    STOPPING = "stopping"
    STOPPED = "stopped"


class AlreadyRunning(RuntimeError):
    """Another supervisor holds this home."""


@dataclass
class State:
    """The supervisor's own view; a unit is `waiting`, `starting`, `ready` or `restarting`."""

    phase: Phase = Phase.STARTING
    supervisor: int = field(default_factory=os.getpid)
    offset: int = 0
    note: str = ""
    error: str = ""
    started_at: float = field(default_factory=time.time)
    ready_after: float | None = None
    """Seconds from the start until everything was ready."""
    units: dict[str, str] = field(default_factory=dict)
    pids: dict[str, int] = field(default_factory=dict)
    replacing: list[str] = field(default_factory=list)
    """Units that are being replaced, and those whose turn comes."""
    not_replaced: dict[str, str] = field(default_factory=dict)
    """Units whose last replacement failed, and why."""

    def save(self, home: Home) -> None:
        """Let others see it."""
        write_private(home.path / "fleet.json", json.dumps(asdict(self), indent=1))


def state_of(home: Home) -> State:
    """The last state that was saved; `stopped` when there is none or its supervisor is gone."""
    path = home.path / "fleet.json"
    if not path.exists():
        return State(phase=Phase.STOPPED, supervisor=0)
    known = json.loads(path.read_text())
    state = State(**known | {"phase": Phase(known["phase"])})
    if state.phase is not Phase.FAILED and not held(home):
        state.phase = Phase.STOPPED
    return state


def held(home: Home) -> bool:
    """Whether a supervisor runs for this home."""
    with (home.path / "fleet.lock").open("a") as lock:
        return not _taken(lock)


@contextmanager
def hold(home: Home) -> Iterator[None]:
    """Be the only supervisor of this home; the kernel gives it back however we end."""
    with (home.path / "fleet.lock").open("a") as lock:
        deadline = time.monotonic() + 1.0  # `held` takes it for a moment
        while not _taken(lock):
            if time.monotonic() > deadline:
                raise AlreadyRunning(
                    f"a fleet already runs from {home.path}; `make down` stops it, SOKO_HOME and"
                    " SOKO_PORT_OFFSET start another beside it"
                )
            time.sleep(0.02)
        yield


def _taken(lock: TextIO) -> bool:
    """Try to take the lock; it is ours until the file is closed."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
