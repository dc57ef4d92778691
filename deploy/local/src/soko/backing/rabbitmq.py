"""RabbitMQ as a node of this fleet's own: its name server, ports, data and users.

The machine's `rabbitmq-server` is only the program; nothing of the system's node is read,
written or stopped.
"""

import asyncio
import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from soko.backing import definitions
from soko.backing.packages import RABBITMQ, provided
from soko.children import Child, end, spawn, tail
from soko.home import MARKER, Home, write_private
from soko.ports import Ports

NODE = "soko@localhost"
_START_WITHIN = 60.0
_GREETING = b"AMQP\x00\x00\x09\x01"


class RabbitFailed(RuntimeError):
    """The broker did not start; the message holds its last words."""


@dataclass(frozen=True)
class Rabbit:
    """What one broker needs to know to start."""

    home: Home
    ports: Ports
    passwords: dict[str, str]
    topology: Path = definitions.FILES
    """The folder of the topology and the permissions."""
    vhosts: tuple[str, ...] = (definitions.VHOST,)

    def url(self, name: str, vhost: str = definitions.VHOST) -> str:
        """A user's address: of a service, the gateway or `admin`."""
        login = f"{definitions.user(name)}:{self.passwords[name]}"
        return f"amqp://{login}@127.0.0.1:{self.ports['rabbitmq']}/{vhost}"


@dataclass(frozen=True)
class RunningRabbit:
    """The broker and the name server it registered with."""

    node: Child
    epmd: Child


async def start(broker: Rabbit) -> RunningRabbit:
    """Start the node; answers when it speaks AMQP, its definitions loaded."""
    script = await asyncio.to_thread(provided, RABBITMQ, broker.home.log("packages"))
    folder = broker.home.folder("rabbitmq")
    _write_configuration(broker, folder)
    environment = _environment(broker, folder)
    epmd = await _start_epmd(broker, environment)
    node = await spawn(
        "rabbitmq",
        [str(script)],
        env=environment,
        log=broker.home.log("rabbitmq"),
        cwd=folder,
        grace=20,
    )
    running = RunningRabbit(node, epmd)
    if not await _speaks(broker, node):
        await stop(running)
        raise RabbitFailed("RabbitMQ did not start:\n" + "\n".join(tail(node.log)))
    return running


async def stop(running: RunningRabbit) -> None:
    """End the node, then its name server."""
    await end(running.node)
    await end(running.epmd)


async def _start_epmd(broker: Rabbit, environment: dict[str, str]) -> Child:
    """The name server in front, so that we know its pid; else Erlang would start a daemon."""
    program = shutil.which("epmd")
    if program is None:
        raise RabbitFailed("RabbitMQ's Erlang has no epmd on the PATH")
    argv = [program, "-port", environment["ERL_EPMD_PORT"], "-address", "127.0.0.1"]
    return await spawn("epmd", argv, env=environment, log=broker.home.log("epmd"), grace=2)


async def _speaks(broker: Rabbit, node: Child) -> bool:
    deadline = asyncio.get_running_loop().time() + _START_WITHIN
    while node.alive and asyncio.get_running_loop().time() < deadline:
        with suppress(OSError, TimeoutError):
            if await _greets(broker.ports["rabbitmq"]):
                return True
        await asyncio.sleep(0.1)
    return False


async def _greets(port: int) -> bool:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(_GREETING)
        return await asyncio.wait_for(reader.read(1), 3) == b"\x01"
    finally:
        writer.close()


def _write_configuration(broker: Rabbit, folder: Path) -> None:
    loaded = definitions.rendered(broker.topology, broker.passwords, broker.vhosts)
    write_private(folder / "definitions.json", json.dumps(loaded, indent=1))
    settings = {
        "listeners.tcp.1": f"127.0.0.1:{broker.ports['rabbitmq']}",
        "load_definitions": folder / "definitions.json",
        "heartbeat": 10,
        "consumer_timeout": 900_000,
        "raft.wal_max_size_bytes": 64_000_000,
        "disk_free_limit.absolute": "500MB",
        "vm_memory_high_watermark.absolute": "1GB",
        "log.console": "true",
        "log.console.level": "warning",
        "log.file": "false",
    }
    lines = [f"{name} = {value}" for name, value in settings.items()]
    (folder / "rabbitmq.conf").write_text("\n".join(lines) + "\n")
    (folder / "enabled_plugins").write_text("[].\n")
    _write_cookie(folder / ".erlang.cookie", broker.passwords["cookie"])


def _write_cookie(path: Path, cookie: str) -> None:
    write_private(path, cookie)
    path.chmod(0o400)  # Erlang refuses a cookie that could be written


def _environment(broker: Rabbit, folder: Path) -> dict[str, str]:
    loopback = "-kernel inet_dist_use_interface {127,0,0,1}"
    # Schedulers that wait sleep: spinning would take cores that the shop needs.
    sleeping = "+sbwt none +sbwtdcpu none +sbwtdio none"
    return {
        "PATH": f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        MARKER: broker.home.marker,
        "RUNNING_UNDER_SYSTEMD": "true",  # no shell in between: our child is the node itself
        "ERL_EPMD_PORT": str(broker.ports["epmd"]),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": NODE,
        "RABBITMQ_DIST_PORT": str(broker.ports["rabbitmq-dist"]),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"{loopback} {sleeping}",
        "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "generated"),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_SCHEMA_DIR": str(folder / "schema"),
        "RABBITMQ_LOG_BASE": str(broker.home.folder("logs")),
        "RABBITMQ_PID_FILE": str(folder / "node.pid"),
    }
