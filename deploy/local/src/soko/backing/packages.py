"""Getting programs of the system's packages onto the machine, without starting any service."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_LOCK = Path("/var/lock/soko-packages.lock")
_POLICY = Path("/usr/sbin/policy-rc.d")
_KEPT = Path("/usr/sbin/policy-rc.d.kept-by-soko")
_REFUSE = "#!/bin/sh\n# soko, while it installs a package\nexit 101\n"
"""What invoke-rc.d asks before it starts a service: 101 means no."""


@dataclass(frozen=True)
class Program:
    """A program, the package of the same name that brings it, and where else it may lie."""

    name: str
    places: tuple[Path, ...] = ()
    """Looked at before the PATH."""
    is_service: bool = False
    """Whether the package would start a service of its own."""


RABBITMQ = Program(
    "rabbitmq-server",
    # Debian's own `/usr/sbin/rabbitmq-server` changes its user first; these do not.
    places=(
        Path("/usr/lib/rabbitmq/bin/rabbitmq-server"),
        Path("/opt/rabbitmq/sbin/rabbitmq-server"),
        Path("/opt/homebrew/sbin/rabbitmq-server"),
    ),
    is_service=True,
)
REDIS = Program("redis-server", is_service=True)
WRK = Program("wrk")
CHROMIUM = Program(
    "chromium",
    # Where GitHub's machines have a browser of the same kind.
    places=(Path("/usr/bin/chromium"), Path("/usr/bin/google-chrome")),
)


class ProgramMissing(RuntimeError):
    """The program is not there and we may not install it; the message says what to do."""


def provided(program: Program, log: Path) -> Path:
    """Where the program is; installs the system's package when it is nowhere."""
    found = installed(program)
    if found is None:
        _install(program, log)
        found = installed(program)
    if found is None:
        raise ProgramMissing(_advice(program, "the package was installed, yet it is not there"))
    return found


def installed(program: Program) -> Path | None:
    """Where the program is, if the machine has it."""
    for place in program.places:
        if os.access(place, os.X_OK):
            return place
    found = shutil.which(program.name)
    return Path(found) if found else None


def _install(program: Program, log: Path) -> None:
    if shutil.which("apt-get") is None:
        raise ProgramMissing(_advice(program, "this machine has no apt-get"))
    if os.geteuid() != 0:
        raise ProgramMissing(_advice(program, "only root may install packages"))
    with _LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if installed(program) is None:
            with _services_stay_down():
                _apt_get(program, log)


def _apt_get(program: Program, log: Path) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    common = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3", "-qq"]
    install = [*common, "install", "-y", "--no-install-recommends", program.name]
    with log.open("ab") as output:
        for command in (install, [*common, "update"], install):
            ended = subprocess.run(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
            )
            if command is install and ended.returncode == 0:
                return
    raise ProgramMissing(_advice(program, f"apt-get failed, see {log}"))


@contextmanager
def _services_stay_down() -> Iterator[None]:
    """While the block runs, no package may start its service; then all is as it was."""
    if _POLICY.exists() and _POLICY.read_text() != _REFUSE:  # else a killed run of ours left it
        _POLICY.rename(_KEPT)
    _POLICY.write_text(_REFUSE)
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        if _KEPT.exists():
            _KEPT.replace(_POLICY)
        else:
            _POLICY.unlink()


def _advice(program: Program, reason: str) -> str:
    name = program.name
    stop = f" && sudo systemctl disable --now {name}" if program.is_service else ""
    also = " and stop its system service" if program.is_service else ""
    return (
        f"{name} is needed and {reason}. Install it yourself{also}, e.g.\n"
        f"  sudo apt-get install {name}{stop}\n"
        f"  (or: sudo dnf install {name}; brew install {name})"
    )
