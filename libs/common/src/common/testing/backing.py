"""Starting and reaching the backing programs of a test run."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from itertools import count
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

_END_SECONDS: Final = 60
_PORTS: Final = (5433, 5673, 25673, 4370)


@dataclass(frozen=True, slots=True)
class Backing:
    """Where this test process finds Postgres and RabbitMQ."""

    admin_dsn: str
    database_urls: dict[str, str]
    broker_urls: dict[str, str]
    broker_admin_url: str
    pids: dict[str, int]
    home: str


def backing_of(facts: dict[str, Any], worker_id: str) -> Backing:
    """Read the launcher's line, for one of the parallel workers."""
    vhost = worker_id if worker_id in facts["broker"]["vhosts"] else "soko"
    return Backing(
        admin_dsn=facts["postgres_admin_dsn"],
        database_urls=facts["database_urls"],
        broker_urls={user: at_path(url, vhost) for user, url in facts["broker"]["urls"].items()},
        broker_admin_url=at_path(facts["broker"]["admin_url"], vhost),
        pids=facts["pids"],
        home=facts["home"],
    )


@dataclass(frozen=True, slots=True)
class Launched:
    """A launcher under way: the line it printed, and the folder that goes when it ends."""

    process: subprocess.Popen[str]
    line: str
    home: str

    def end(self) -> None:
        """Stop the launcher and with it all it started."""
        self.process.terminate()
        self.process.wait(timeout=_END_SECONDS)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        shutil.rmtree(self.home, ignore_errors=True)


def launch(vhosts: list[str]) -> Launched:
    """Start Postgres and RabbitMQ; return when both are ready."""
    home = tempfile.mkdtemp(prefix="soko-test-")
    command = [sys.executable, "-m", "soko.backing", "up", "--home", home, "--fast"]
    command += ["--offset", str(_free_offset()), "--only", "postgres,rabbitmq"]
    command += ["--vhosts", ",".join(vhosts)]
    process = subprocess.Popen(  # noqa: S603  our own launcher, our own arguments
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None  # noqa: S101  it was asked for
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"the backing programs did not start; see {home}/logs")
    return Launched(process, line, home)


def _free_offset() -> int:
    # Below the ports that the kernel gives to outgoing connections.
    first = 2000 + os.getpid() % 40 * 100
    return next(offset for offset in count(first, 100) if all(map(_is_free, _at(offset))))


def _at(offset: int) -> list[int]:
    return [port + offset for port in _PORTS]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def at_path(url: str, name: str) -> str:
    """Return the URL with another path: another database, another virtual host."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
