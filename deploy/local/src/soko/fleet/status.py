"""What each process of a fleet is doing right now."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import psutil

from soko.environment import Fleet
from soko.fleet.state import State, state_of
from soko.fleet.units import Unit, answers, units_of


@dataclass(frozen=True)
class Status:
    """One process as it is found."""

    name: str
    pid: int | None
    port: int
    ready: bool
    log: str


async def statuses(fleet: Fleet) -> list[Status]:
    """Ask every process, all at once."""
    state = state_of(fleet.home)
    async with httpx.AsyncClient(timeout=3) as client:
        asked = (_status(unit, state, client) for unit in units_of(fleet).values())
        return list(await asyncio.gather(*asked))


def as_json(found: list[Status]) -> dict[str, Any]:
    """The shape of `soko status --json`."""
    return {"processes": [vars(status) for status in found]}


async def _status(unit: Unit, state: State, client: httpx.AsyncClient) -> Status:
    pid = state.pids.get(unit.name)
    alive = pid is not None and psutil.pid_exists(pid)
    ready = alive and await answers(unit, client)
    return Status(unit.name, pid if alive else None, unit.port, ready, str(unit.log))
