"""Getting `rabbitmq-server` onto the machine without starting the system's own node."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGE = "rabbitmq-server"
_LOCK = Path("/var/lock/soko-packages.lock")
_POLICY = Path("/usr/sbin/policy-rc.d")
_KEPT = Path("/usr/sbin/policy-rc.d.kept-by-soko")
_REFUSE = "#!/bin/sh\n# soko, while it installs RabbitMQ\nexit 101\n"
"""What invoke-rc.d asks before it starts a service: 101 means no."""

_SCRIPTS = (
    Path("/usr/lib/rabbitmq/bin/rabbitmq-server"),
    Path("/opt/rabbitmq/sbin/rabbitmq-server"),
    Path("/opt/homebrew/sbin/rabbitmq-server"),
)
"""Debian's own `/usr/sbin/rabbitmq-server` changes its user first; these do not."""


class BrokerMissing(RuntimeError):
    """There is no RabbitMQ and we may not install it; the message says what to do."""


def rabbitmq_server(log: Path) -> Path:
    """The server's start script; installs the system's package when there is none."""
    found = installed()
    if found is None:
        _install(log)
        found = installed()
    if found is None:
        raise BrokerMissing(_advice("the package was installed, yet it has no rabbitmq-server"))
    return found


def installed() -> Path | None:
    """The server's start script, if the machine has one."""
    for script in _SCRIPTS:
        if os.access(script, os.X_OK):
            return script
    found = shutil.which("rabbitmq-server")
    return Path(found) if found else None


def _install(log: Path) -> None:
    if shutil.which("apt-get") is None:
        raise BrokerMissing(_advice("this machine has no apt-get"))
    if os.geteuid() != 0:
        raise BrokerMissing(_advice("only root may install packages"))
    with _LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if installed() is None:
            with _services_stay_down():
                _apt_get(log)


def _apt_get(log: Path) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    common = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3", "-qq"]
    install = [*common, "install", "-y", "--no-install-recommends", PACKAGE]
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
    raise BrokerMissing(_advice(f"apt-get failed, see {log}"))


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


def _advice(reason: str) -> str:
    return (
        f"RabbitMQ is needed and {reason}. Install it yourself and stop its system node, e.g.\n"
        f"  sudo apt-get install {PACKAGE} && sudo systemctl disable --now {PACKAGE}\n"
        f"  (or: sudo dnf install {PACKAGE}; brew install rabbitmq)"
    )
