"""Replacing processes while they work: the new one beside the old one, then the old one leaves.

Both accept from one socket, so no connection is refused or dropped. Whoever wants it writes the
names into the home and signals the supervisor.
"""

import asyncio
import json
import os
import signal
from collections.abc import Callable

from soko.children import Child, end
from soko.fleet.state import State, state_of
from soko.fleet.units import REPLACEABLE, Unit
from soko.home import Home, write_private

SIGNAL = signal.SIGUSR1
READY_WITHIN = 60.0
LEAVES_WITHIN = 45.0
"""Seconds until an old process that does not end by itself is killed."""
_POLL = 0.1


class NotReplaced(RuntimeError):
    """The new process did not become ready; the old one works on."""


async def beside(unit: Unit) -> list[Child]:
    """Start another process of the unit; returns once it is ready, or raises NotReplaced."""
    said, telling = os.pipe()
    try:
        fresh = await unit.start(telling)
    finally:
        os.close(telling)
    try:
        async with asyncio.timeout(READY_WITHIN):
            is_ready = await _line(said)
    except TimeoutError:
        is_ready = False
    if not is_ready:
        await asyncio.gather(*(end(child) for child in fresh))
        raise NotReplaced(f"{unit.name}: the new process did not become ready; see {unit.log}")
    return fresh


async def leave(children: list[Child]) -> None:
    """Have processes finish what they are at and end."""
    await asyncio.gather(
        *(end(child, first=signal.SIGTERM, grace=LEAVES_WITHIN) for child in children)
    )


def ask(home: Home, names: list[str]) -> None:
    """Have the running supervisor replace these, one after the other."""
    unknown = [name for name in names if name not in REPLACEABLE]
    if unknown:
        raise NotReplaced(f"{unknown[0]} cannot be replaced; these can: {', '.join(REPLACEABLE)}")
    write_private(home.path / "replace.json", json.dumps(names))
    os.kill(state_of(home).supervisor, SIGNAL)


def asked(home: Home) -> list[str]:
    """Return what is to be replaced, once."""
    path = home.path / "replace.json"
    if not path.exists():
        return []
    names: list[str] = json.loads(path.read_text())
    path.unlink()
    return names


async def until_replaced(
    home: Home, names: list[str], told: Callable[[str, int], None] = lambda _, __: None
) -> State:
    """Wait until none of these is to be replaced any more; tells each with its new pid."""
    waiting = list(names)
    while waiting:
        await asyncio.sleep(_POLL)
        state = state_of(home)
        taken = not (home.path / "replace.json").exists()
        for name in [one for one in waiting if taken and one not in state.replacing]:
            waiting.remove(name)
            told(name, state.pids[name])
    return state_of(home)


async def _line(descriptor: int) -> bool:
    """Wait for a line on the pipe; False where its other end goes without one."""
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: protocol, os.fdopen(descriptor, "rb"))
    try:
        return bool(await reader.readline())
    finally:
        transport.close()
