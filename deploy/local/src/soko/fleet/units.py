"""What a fleet consists of: each unit with how to start it and how to see that it is ready."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from soko.backing.stand import PARTS, STARTERS
from soko.children import Child, spawn
from soko.environment import Fleet, environment_of
from soko.ports import SERVICES

NAMES = (
    "gateway",
    *(f"{service}-{kind}" for service in SERVICES for kind in ("api", "worker")),
    *PARTS,
    "mail",
    "simulator",
)
_MODULES = {
    "gateway": "gateway.main",
    "mail": "soko.mailsink.main",
    "simulator": "simulator.main",
    **{f"{service}-api": f"{service}.main" for service in SERVICES},
    **{f"{service}-worker": f"{service}.worker" for service in SERVICES},
}
_ALIVE = ("mail", "simulator")
"""These have nothing to get ready: they answer for their life alone."""

STOPPING = (
    ("gateway",),
    (*tuple(name for name in NAMES if name.endswith(("-api", "-worker"))), "simulator"),
    ("mail",),
    PARTS,
)
"""The order in which units end: who calls before who is called."""

_WORKER_GRACE = 12.0


@dataclass(frozen=True)
class Unit:
    """One named part of the fleet."""

    name: str
    port: int
    log: Path
    start: Callable[[], Awaitable[list[Child]]]
    """Starts it; a backing program is ready when this returns."""
    url: str | None
    """What answers 200 when it is ready; None for a backing program."""

    @property
    def backing(self) -> bool:
        """Whether it is a program that the shop stands on."""
        return self.name in PARTS


def units_of(fleet: Fleet) -> dict[str, Unit]:
    """All units, or those named in `SOKO_UNITS` (comma-separated) while a part is missing."""
    asked = os.environ.get("SOKO_UNITS", "")
    names = tuple(asked.split(",")) if asked else NAMES
    return {name: _unit(name, fleet) for name in names}


async def answers(unit: Unit, client: httpx.AsyncClient) -> bool:
    """Whether the unit says that it is ready, or at least listens."""
    if unit.url is None:
        return await _listens(unit.port)
    try:
        return (await client.get(unit.url)).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def _unit(name: str, fleet: Fleet) -> Unit:
    log = fleet.home.log(name)
    port = fleet.ports[name]
    if name in PARTS:
        return Unit(name, port, log, lambda: STARTERS[name](fleet.stand), None)
    path = "/healthz" if name in _ALIVE else "/readyz"
    return Unit(
        name, port, log, lambda: _start_module(name, fleet), f"http://127.0.0.1:{port}{path}"
    )


async def _start_module(name: str, fleet: Fleet) -> list[Child]:
    child = await spawn(
        name,
        [sys.executable, "-m", "common.launch", _MODULES[name]],
        env=environment_of(name, fleet),
        log=fleet.home.log(name),
        grace=_WORKER_GRACE,
    )
    return [child]
