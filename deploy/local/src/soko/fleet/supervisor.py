"""Starts the whole fleet, keeps every part of it alive, and ends it in order."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field

import httpx

from soko.backing.stand import watch
from soko.children import Child, end, sweep, tail
from soko.environment import Fleet
from soko.fleet.ground import Ground, found, migrated_services
from soko.fleet.migrations import migrate
from soko.fleet.replacing import NotReplaced, asked, beside, leave
from soko.fleet.shop import furnish, is_furnished
from soko.fleet.state import Phase, State
from soko.fleet.units import STOPPING, Unit, answers, units_of
from soko.home import Home
from soko.ports import DEFAULTS, require_free

READY_WITHIN = 120.0
_POLL = 0.2
_TRIES = 3
"""How often a process may die before the fleet gives up starting."""
_LONGEST_PAUSE = 5.0
_HEALTHY_AFTER = 15.0
"""Seconds of life after which a death is the first again."""


class StartFailed(RuntimeError):
    """A part did not come up; the message names it and holds its last log lines."""


@dataclass
class Supervisor:
    """A fleet while it runs."""

    fleet: Fleet
    state: State
    units: dict[str, Unit]
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    children: dict[str, list[Child]] = field(default_factory=dict)
    keepers: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)
    replacer: "asyncio.Task[None] | None" = None

    def tell(self, name: str, what: str) -> None:
        """Record what a unit is doing."""
        self.state.units[name] = what
        self.state.pids |= {name: self.children[name][0].pid} if name in self.children else {}
        self.state.save(self.home)

    @property
    def home(self) -> Home:
        """Where this fleet lives."""
        return self.fleet.home

    def replace_what_is_asked(self) -> None:
        """Replace, one after the other, what somebody asked for."""
        self.state.replacing += asked(self.home)
        self.state.save(self.home)
        if self.replacer is None or self.replacer.done():
            self.replacer = asyncio.create_task(_replace_all(self))


def supervisor_of(fleet: Fleet) -> Supervisor:
    """A supervisor with nothing started yet."""
    units = units_of(fleet)
    state = State(offset=fleet.ports.offset, units=dict.fromkeys(units, "waiting"))
    state.save(fleet.home)
    return Supervisor(fleet, state, units)


async def run(supervisor: Supervisor) -> None:
    """Start, stay until `stopping` is set, stop; raises StartFailed when it did not start.

    Whoever calls this holds the home.
    """
    sweep(supervisor.home.marker)  # what a killed predecessor left, if its watchdog died too
    require_free(supervisor.fleet.ports, tuple(DEFAULTS))
    watchdog = watch(supervisor.home)
    try:
        await _start(supervisor)
        await supervisor.stopping.wait()
    finally:
        await _stop(supervisor)
        if watchdog.stdin is not None:
            watchdog.stdin.close()
        await asyncio.to_thread(watchdog.wait)


async def _start(supervisor: Supervisor) -> None:
    """Everything at once; only what needs a migrated database or the broker waits for it."""
    began = time.monotonic()
    starting = asyncio.create_task(_start_all(supervisor))
    stopped = asyncio.create_task(supervisor.stopping.wait())
    await asyncio.wait({starting, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not starting.done():
        starting.cancel()
        await asyncio.wait({starting})
        return
    starting.result()
    if supervisor.stopping.is_set():
        return
    supervisor.state.phase = Phase.READY
    supervisor.state.ready_after = round(time.monotonic() - began, 1)
    supervisor.state.save(supervisor.home)


async def _start_all(supervisor: Supervisor) -> None:
    ground = found(supervisor.fleet, supervisor.units)
    try:
        async with (
            asyncio.timeout(READY_WITHIN),
            httpx.AsyncClient(timeout=5) as client,
            asyncio.TaskGroup() as group,
        ):
            for unit in supervisor.units.values():
                group.create_task(_bring_up(supervisor, unit, ground, client))
        if not is_furnished(supervisor.home):
            await furnish(supervisor.home, supervisor.state)
    except TimeoutError:
        late = [name for name, what in supervisor.state.units.items() if what != "ready"]
        raise StartFailed(
            _last_words(supervisor, late[0], f"not ready within {READY_WITHIN:.0f} s")
        ) from None
    except ExceptionGroup as failures:
        raise _first(failures) from None


async def _bring_up(
    supervisor: Supervisor, unit: Unit, ground: Ground, client: httpx.AsyncClient
) -> None:
    await ground.bears(unit.name)
    supervisor.tell(unit.name, "starting")
    supervisor.children[unit.name] = await unit.start(None)
    supervisor.tell(unit.name, "starting")
    supervisor.keepers[unit.name] = asyncio.create_task(_keep(supervisor, unit))
    if unit.name == "postgres" and not ground.migrated.is_set():
        await migrate(supervisor.fleet, migrated_services(supervisor.units))
        ground.migrated.set()
    if unit.name == "rabbitmq":
        ground.broker.set()
    await _until_ready(supervisor, unit, client)
    supervisor.tell(unit.name, "ready")


async def _until_ready(supervisor: Supervisor, unit: Unit, client: httpx.AsyncClient) -> None:
    if unit.backing:
        return
    while not await answers(unit, client):
        if supervisor.state.units[unit.name] == "failed":
            raise StartFailed(_last_words(supervisor, unit.name, f"died {_TRIES} times"))
        await asyncio.sleep(_POLL)


async def _keep(supervisor: Supervisor, unit: Unit) -> None:
    """Start the unit again whenever one of its processes dies, each time a little later."""
    deaths = 0
    while not supervisor.stopping.is_set():
        began = time.monotonic()
        await _any_death(supervisor.children[unit.name])
        unit.sockets.close()
        deaths = 1 if time.monotonic() - began > _HEALTHY_AFTER else deaths + 1
        if supervisor.state.phase is Phase.STARTING and deaths >= _TRIES:
            supervisor.tell(unit.name, "failed")
            return
        supervisor.tell(unit.name, "restarting")
        await asyncio.sleep(min(0.1 * 2**deaths, _LONGEST_PAUSE))
        await _start_again(supervisor, unit)


async def _start_again(supervisor: Supervisor, unit: Unit) -> None:
    for child in supervisor.children[unit.name]:
        await end(child)
    # Its log says why, or one that was replaced still has its port; the next round tries again.
    with suppress(RuntimeError, OSError):
        supervisor.children[unit.name] = await unit.start(None)
        supervisor.tell(unit.name, "running")


async def _replace_all(supervisor: Supervisor) -> None:
    state = supervisor.state
    while state.replacing:
        name = state.replacing[0]
        state.not_replaced.pop(name, None)
        try:
            await _replace(supervisor, supervisor.units[name])
        except (NotReplaced, OSError) as failure:
            state.not_replaced[name] = str(failure)
        state.replacing.pop(0)
        supervisor.tell(name, "ready")


async def _replace(supervisor: Supervisor, unit: Unit) -> None:
    supervisor.tell(unit.name, "replacing")
    supervisor.keepers[unit.name].cancel()
    old = supervisor.children[unit.name]
    try:
        supervisor.children[unit.name] = await beside(unit)
    finally:
        supervisor.keepers[unit.name] = asyncio.create_task(_keep(supervisor, unit))
    supervisor.tell(unit.name, "leaving")
    await leave(old)


async def _any_death(children: list[Child]) -> None:
    waits = [asyncio.create_task(child.process.wait()) for child in children]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def _stop(supervisor: Supervisor) -> None:
    if supervisor.state.phase is not Phase.FAILED:
        supervisor.state.phase = Phase.STOPPING
        supervisor.state.save(supervisor.home)
    supervisor.stopping.set()
    busy = [*supervisor.keepers.values(), *filter(None, [supervisor.replacer])]
    for task in busy:
        task.cancel()
    await asyncio.gather(*busy, return_exceptions=True)
    for stage in STOPPING:
        leaving = [child for name in stage for child in supervisor.children.get(name, [])]
        await asyncio.gather(*(end(child) for child in leaving if child.name != "epmd"))
        await asyncio.gather(*(end(child) for child in leaving if child.name == "epmd"))
    await asyncio.to_thread(sweep, supervisor.home.marker, grace=3.0)


def _last_words(supervisor: Supervisor, name: str, what: str) -> str:
    log = supervisor.units[name].log
    return f"{name}: {what}; the end of {log}:\n" + "\n".join(tail(log))


def _first(failures: "ExceptionGroup[Exception]") -> Exception:
    """The failure itself, out of the groups that task groups wrap it in."""
    first = failures.exceptions[0]
    return _first(first) if isinstance(first, ExceptionGroup) else first
