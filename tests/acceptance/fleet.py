"""A fleet as processes: started for a test run, its parts killed, ended without a trace."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from soko.environment import Fleet as Settings
from soko.environment import fleet_at
from soko.fleet.state import Phase, state_of
from soko.home import home_at
from soko.ports import DEFAULTS

ADMIN = "admin@soko.example"
PASSWORD = "soko-demo-pass"
_READY_SECONDS = 240
_END_SECONDS = 90
_CLOCKS = {"SOKO_ATTEMPT_PROMPT": "100"}
"""Seconds. A payments process that dies while it calls M-Pesa leaves an attempt of which only the
deadline is sure to tell; nobody's patience in these tests lasts for the five minutes of a shop."""
_FIRST_OFFSET, _SPACING, _SLOTS = 11_000, 450, 25
"""Where fleets of tests stand: so far apart that no two have a port in common."""


@dataclass(frozen=True)
class Fleet:
    """A running fleet and where to reach it."""

    settings: Settings

    @property
    def url(self) -> str:
        """The gateway."""
        return self._at("gateway")

    @property
    def mail_url(self) -> str:
        """The mail sink."""
        return self._at("mail")

    @property
    def simulator_url(self) -> str:
        """The provider simulator."""
        return self._at("simulator")

    @property
    def address(self) -> tuple[str, int]:
        """The gateway's host and port."""
        return "127.0.0.1", self.settings.ports["gateway"]

    def service_url(self, name: str) -> str:
        """A process of a service, past the gateway."""
        return self._at(name)

    def kill(self, name: str) -> None:
        """End a process without warning; the supervisor starts it again."""
        os.kill(self.pid(name), signal.SIGKILL)

    def pid(self, name: str) -> int:
        """The process that runs under this name now."""
        return state_of(self.settings.home).pids[name]

    def is_ready(self, name: str) -> bool:
        """Whether the process lives and answers that it is ready."""
        if not psutil.pid_exists(self.pid(name)):
            return False
        if name == "rabbitmq":
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.settings.ports[name])) == 0
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self._at(name)}/readyz", timeout=5).is_success
        return False

    def _at(self, name: str) -> str:
        return f"http://127.0.0.1:{self.settings.ports[name]}"


@contextmanager
def running() -> Iterator[Fleet]:
    """Start a fleet of our own and end it; with `SOKO_HOME` of one that runs, use that."""
    shared = os.environ.get("SOKO_E2E_HOME")
    if shared is not None:
        yield _found(Path(shared))
        return
    home = Path(tempfile.mkdtemp(prefix="soko-e2e-"))
    with _offset_of_our_own() as offset, _started(home, offset) as fleet:
        yield fleet
    shutil.rmtree(home, ignore_errors=True)


def _found(path: Path) -> Fleet:
    home = home_at(path)
    state = state_of(home)
    assert state.phase is Phase.READY, f"no fleet runs from {path}; it is {state.phase}"
    return Fleet(fleet_at(home, state.offset))


@contextmanager
def _started(home: Path, offset: int) -> Iterator[Fleet]:
    said = home / "up.log"
    environment = {**_CLOCKS, **os.environ} | {
        "SOKO_HOME": str(home),
        "SOKO_PORT_OFFSET": str(offset),
        "SOKO_SEED": "0",  # each test brings what it needs; one loads it
    }
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "soko.cli", "up"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(process, home, said)
        fleet = Fleet(fleet_at(home_at(home), offset))
        _make_administrator(environment)
        yield fleet
    finally:
        process.terminate()
        process.wait(_END_SECONDS)


def _wait_until_ready(process: "subprocess.Popen[bytes]", home: Path, said: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while state_of(home_at(home)).phase is not Phase.READY:
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the fleet did not start:\n{said.read_text()[-4000:]}")
        time.sleep(0.2)


def _make_administrator(environment: dict[str, str]) -> None:
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", "soko.cli", "admin", "create", "--email", ADMIN],
        env=environment,
        input=f"{PASSWORD}\n",
        text=True,
        check=True,
        capture_output=True,
        timeout=60,
    )


@contextmanager
def _offset_of_our_own() -> Iterator[int]:
    for slot in range(_SLOTS):
        offset = _FIRST_OFFSET + slot * _SPACING
        with (Path(tempfile.gettempdir()) / f"soko-fleet-{slot}.lock").open("w") as claim:
            try:
                fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            if _is_free(offset):
                yield offset
                return
    raise RuntimeError(f"all {_SLOTS} places for a fleet are taken")


def _is_free(offset: int) -> bool:
    for port in DEFAULTS.values():
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port + offset)) == 0:
                return False
    return True
