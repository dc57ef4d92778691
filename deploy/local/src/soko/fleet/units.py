"""What a fleet consists of: each unit with how to start it and how to see that it is ready."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from common import handover
from soko.backing.stand import PARTS, STARTERS
from soko.children import Child, spawn
from soko.environment import Fleet, environment_of
from soko.fleet.sockets import Sockets
from soko.ports import SERVICES

NAMES = (
    "gateway",
    *(f"{service}-{kind}" for service in SERVICES for kind in ("api", "worker")),
    *PARTS,
    "mail",
    "simulator",
)
MODULES = {
    "gateway": "gateway.main",
    "mail": "soko.mailsink.main",
    "simulator": "simulator.main",
    **{f"{service}-api": f"{service}.main" for service in SERVICES},
    **{f"{service}-worker": f"{service}.worker" for service in SERVICES},
}
_ALIVE = ("mail", "simulator")
"""These have nothing to get ready: they answer for their life alone."""

REPLACEABLE = (
    *(f"{service}-{kind}" for kind in ("worker", "api") for service in SERVICES),
    "gateway",
)
"""The shop's own processes: two of each may work side by side."""

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
    start: Callable[[int | None], Awaitable[list[Child]]]
    """Starts it; a backing program is ready when this returns.

    Others say so themselves on the descriptor, if one is given.
    """
    url: str | None
    """What answers 200 when it is ready; None for a backing program."""
    sockets: Sockets

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
        return Unit(name, port, log, lambda _: STARTERS[name](fleet.stand), None, Sockets())
    path = "/healthz" if name in _ALIVE else "/readyz"
    sockets = Sockets(_listening(name, fleet))

    async def start(ready: int | None) -> list[Child]:
        return [await _start_module(name, fleet, sockets, ready)]

    return Unit(name, port, log, start, f"http://127.0.0.1:{port}{path}", sockets)


def _listening(name: str, fleet: Fleet) -> tuple[int, ...]:
    if name not in REPLACEABLE:
        return ()
    also = ("gateway-metrics",) if name == "gateway" else ()
    return tuple(fleet.ports[one] for one in (name, *also))


async def _start_module(name: str, fleet: Fleet, sockets: Sockets, ready: int | None) -> Child:
    bound = sockets.descriptors()
    handed = {handover.LISTEN: handover.described(bound)}
    if ready is not None:
        handed[handover.READY] = str(ready)
    return await spawn(
        name,
        [sys.executable, "-m", "common.launch", MODULES[name]],
        env=environment_of(name, fleet) | handed,
        log=fleet.home.log(name),
        # The whole fleet ends at once: nobody is to be told first, as after SIGTERM.
        first=signal.SIGINT if name in REPLACEABLE else signal.SIGTERM,
        grace=_WORKER_GRACE,
        inherited=[*bound.values(), *([] if ready is None else [ready])],
    )
