"""Starting and ending processes so that nothing is ever left behind.

Each child has its own session; its output goes to a file; the kernel ends it when we die.
What it starts itself carries the fleet's marker in its environment, which `sweep` finds.
"""

import asyncio
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from soko.home import MARKER

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Child:
    """A process that we started and must end."""

    name: str
    process: asyncio.subprocess.Process
    log: Path
    first: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    """Seconds between the first signal and SIGKILL."""

    @property
    def pid(self) -> int:
        """The process's id, which is also its group's and session's."""
        return self.process.pid

    @property
    def alive(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.returncode is None


async def spawn(
    name: str,
    argv: list[str],
    *,
    env: Mapping[str, str],
    log: Path,
    cwd: Path | None = None,
    user: str | None = None,
    first: signal.Signals = signal.SIGTERM,
    grace: float = 10.0,
    inherited: Collection[int] = (),
) -> Child:
    """Start a process in a session of its own, its output appended to `log`.

    It inherits these descriptors, under the same numbers.
    """
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *argv,
            env=dict(env),
            cwd=cwd,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_ends_with_parent(first),
            user=user,
            group=user,
            extra_groups=[] if user else None,
            pass_fds=tuple(inherited),
        )
    return Child(name, process, log, first, grace)


async def end(
    child: Child, *, first: signal.Signals | None = None, grace: float | None = None
) -> None:
    """Ask the process to stop; kill its whole group when it does not within its grace.

    `first` and `grace` replace the child's own.
    """
    if child.alive:
        with suppress(ProcessLookupError):
            child.process.send_signal(first or child.first)
        with suppress(TimeoutError):
            await asyncio.wait_for(child.process.wait(), grace or child.grace)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    await child.process.wait()


def marked(marker: str) -> list[psutil.Process]:
    """Every living process that carries this fleet's marker in its environment."""
    return [process for process in psutil.process_iter() if _carries(process, marker)]


def sweep(marker: str, *, grace: float = 8.0) -> list[int]:
    """End whatever still carries the marker, by its pid; answers the pids it found."""
    found = marked(marker)
    for process in found:
        with suppress(psutil.Error):
            process.terminate()
    deadline = time.monotonic() + grace
    _, left = psutil.wait_procs(found, timeout=max(0.0, deadline - time.monotonic()))
    for process in left:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(left, timeout=5)
    return [process.pid for process in found]


def tail(log: Path, lines: int = 20) -> list[str]:
    """The last lines of a log; empty when there is none."""
    if not log.exists():
        return []
    with log.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - 65_536))
        return file.read().decode(errors="replace").splitlines()[-lines:]


def _carries(process: psutil.Process, marker: str) -> bool:
    try:
        return process.pid != os.getpid() and bool(process.environ().get(MARKER) == marker)
    except (psutil.Error, OSError):
        return False


def _ends_with_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask
