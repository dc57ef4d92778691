"""The programs that the shop stands on, started together."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from soko.backing import database, definitions, objects, postgres, rabbitmq
from soko.children import Child, end
from soko.credentials import Credentials
from soko.home import Home
from soko.ports import DEFAULTS, SERVICES, Ports, require_free

PARTS = ("postgres", "rabbitmq", "objects")
_OWN_PORTS = {
    "postgres": ("postgres",),
    "rabbitmq": ("rabbitmq", "rabbitmq-dist", "epmd"),
    "objects": tuple(name for name in DEFAULTS if name.startswith("objects")),
}


@dataclass(frozen=True)
class Stand:
    """Which programs to start, where, and with which secrets."""

    home: Home
    ports: Ports
    credentials: Credentials
    parts: tuple[str, ...] = PARTS
    topology: Path = definitions.FILES
    vhosts: tuple[str, ...] = (definitions.VHOST,)
    fast: bool = False

    @property
    def postgres(self) -> postgres.Postgres:
        """The database server of this stand."""
        password = self.credentials.postgres["admin"]
        return postgres.Postgres(self.home, self.ports["postgres"], password, self.fast)

    @property
    def rabbitmq(self) -> rabbitmq.Rabbit:
        """The broker of this stand."""
        return rabbitmq.Rabbit(
            self.home, self.ports, self.credentials.rabbitmq, self.topology, self.vhosts
        )

    @property
    def objects(self) -> objects.Objects:
        """The object store of this stand."""
        return objects.Objects(self.home, self.ports, **self.credentials.objects)


@dataclass
class RunningStand:
    """What was started, in the order in which it is to be stopped."""

    children: list[Child] = field(default_factory=list)
    watchdog: "subprocess.Popen[bytes] | None" = None


async def start(stand: Stand) -> RunningStand:
    """Start the parts in parallel; when one fails, the others are stopped again."""
    for part in stand.parts:
        require_free(stand.ports, _OWN_PORTS[part])
    running = RunningStand(watchdog=watch(stand.home))
    starters = [STARTERS[part](stand) for part in stand.parts]
    results = await asyncio.gather(*starters, return_exceptions=True)
    for result in results:
        if not isinstance(result, BaseException):
            running.children.extend(result)
    failures = [result for result in results if isinstance(result, BaseException)]
    if failures:
        await stop(running)
        raise failures[0]
    return running


async def stop(running: RunningStand) -> None:
    """End what was started; the name server after the broker that needs it."""
    last = [child for child in running.children if child.name == "epmd"]
    first = [child for child in running.children if child.name != "epmd"]
    await asyncio.gather(*(end(child) for child in first))
    await asyncio.gather(*(end(child) for child in last))
    if running.watchdog is not None and running.watchdog.stdin is not None:
        running.watchdog.stdin.close()
        await asyncio.to_thread(running.watchdog.wait)


def watch(home: Home) -> "subprocess.Popen[bytes]":
    """Start the process that ends what we leave behind if we are killed."""
    return subprocess.Popen(
        [sys.executable, "-m", "soko.watchdog", home.marker],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def addresses(stand: Stand) -> dict[str, Any]:
    """Where everything is and how to get in, as `python -m soko.backing` prints it."""
    parts = {"postgres": _postgres, "rabbitmq": _rabbitmq, "objects": _objects}
    secrets = {"postgres": stand.credentials.postgres, "rabbitmq": stand.credentials.rabbitmq}
    result: dict[str, Any] = {"home": str(stand.home.path), "offset": stand.ports.offset}
    for part in stand.parts:
        result |= parts[part](stand)
    return result | {"passwords": secrets}


def database_url(stand: Stand, service: str, name: str = database.DATABASE) -> str:
    """A service's own address of a database, as its settings take it."""
    login = f"{database.role(service)}:{stand.credentials.postgres[service]}"
    return f"postgresql+asyncpg://{login}@127.0.0.1:{stand.ports['postgres']}/{name}"


def _postgres(stand: Stand) -> dict[str, Any]:
    return {
        "postgres_admin_dsn": stand.postgres.dsn(),
        "database": database.DATABASE,
        "database_urls": {service: database_url(stand, service) for service in SERVICES},
    }


def _rabbitmq(stand: Stand) -> dict[str, Any]:
    port = stand.ports["rabbitmq"]
    return {
        "broker": {
            "host": "127.0.0.1",
            "port": port,
            "vhosts": list(stand.vhosts),
            "admin_url": stand.rabbitmq.url("admin", stand.vhosts[0]),
            "urls": {
                name: stand.rabbitmq.url(name, stand.vhosts[0]) for name in (*SERVICES, "gateway")
            },
            "url_template": f"amqp://{{user}}:{{password}}@127.0.0.1:{port}/{{vhost}}",
        }
    }


def _objects(stand: Stand) -> dict[str, Any]:
    return {
        "objects": {
            "endpoint": stand.objects.endpoint,
            "bucket": objects.BUCKET,
            "access_key": stand.objects.access_key,
            "secret_key": stand.objects.secret_key,
            "media_base_url": stand.objects.media_url,
        }
    }


async def _start_postgres(stand: Stand) -> list[Child]:
    child = await postgres.start(stand.postgres)
    try:
        await database.bootstrap(stand.postgres.dsn(), stand.credentials.postgres)
    except BaseException:
        await end(child)
        raise
    return [child]


async def _start_rabbitmq(stand: Stand) -> list[Child]:
    running = await rabbitmq.start(stand.rabbitmq)
    return [running.node, running.epmd]


async def _start_objects(stand: Stand) -> list[Child]:
    return [await objects.start(stand.objects)]


STARTERS: dict[str, Callable[[Stand], Awaitable[list[Child]]]] = {
    "postgres": _start_postgres,
    "rabbitmq": _start_rabbitmq,
    "objects": _start_objects,
}
