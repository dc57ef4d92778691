"""The kill matrix: purchases go on while every process dies once at every point it owns."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from acceptance.eventually import eventually
from acceptance.fleet import Fleet
from acceptance.shop import Shop

from chaos import stimuli
from chaos.buyer import Buyer
from chaos.checker import check
from chaos.checkout import Scene
from chaos.fuse import Cut, arm, disarm, is_struck
from chaos.journeys import JOURNEYS, Journey
from chaos.plan import PROCESSES, SLOW
from chaos.quiesce import quiesce
from chaos.snapshot import clock
from chaos.violation import report

Told = Callable[[str], None]
Wave = Sequence[Cut]
"""Deaths that happen at about the same time, at most one of each process."""

_TRIES = 3
"""How often a wave's purchases are made until every armed point was hit."""
_CLOCKS_TAKE = 120.0
_POSTMEN = ("orders-worker", "users-worker")
_DESERTED = Cut("orders-api", "order.held")
_PUT_OFF = ("consumer.putting_off", "consumer.put_off")


@dataclass(slots=True)
class Round:
    """Some waves, and what they did and found."""

    waves: Sequence[Wave]
    is_disturbed: bool = False
    """Whether more befalls the fleet than the deaths of its waves."""
    seconds: float = 0.0
    purchases: int = 0
    faults: list[str] = field(default_factory=list)
    missed: list[Cut] = field(default_factory=list)
    buyers: list[Buyer] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    planted: set[str] = field(default_factory=set)

    @property
    def cuts(self) -> list[Cut]:
        """Every death."""
        return [cut for wave in self.waves for cut in wave]

    def intents(self) -> dict[str, int]:
        """Who meant to have how many orders."""
        return dict.fromkeys([*(buyer.email for buyer in self.buyers), *self.emails], 1)


@dataclass(slots=True)
class _Stage:
    """Where a round takes place, and everybody who is still on their way."""

    fleet: Fleet
    scene: Scene
    played: Round
    names: Sequence[str]
    busy: list["asyncio.Task[None]"] = field(default_factory=list)

    def start(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Let it go on beside all else."""
        task = asyncio.create_task(work)
        self.busy.append(task)
        return task


async def play(
    fleet: Fleet,
    shop: Shop,
    waves: Sequence[Wave],
    tell: Told,
    *,
    names: Sequence[str] = tuple(JOURNEYS),
    meanwhile: Callable[[], Coroutine[Any, Any, None]] | None = None,
) -> Round:
    """Kill wave after wave while customers buy; when all is quiet, check everything.

    `meanwhile` is what else befalls the fleet; without waves it befalls one round of purchases.
    """
    began, played = time.monotonic(), Round(waves, is_disturbed=meanwhile is not None)
    await until_whole(fleet)
    since = await clock(fleet)
    scene = Scene(shop, await shop.product(units=1000), await shop.admin())
    stage = _Stage(fleet, scene, played, names)
    for wave in waves or [()]:
        await _kill(stage, wave)
        tell(f"{time.monotonic() - began:5.0f} s  {', '.join(map(str, wave))}")
    if meanwhile is not None:
        await meanwhile()
    await asyncio.gather(*stage.busy)
    await _until_clocks_struck(stage)
    await until_whole(fleet)
    await _check(stage, since, tell)
    played.seconds = round(time.monotonic() - began, 1)
    return played


async def _kill(stage: _Stage, wave: Wave) -> None:
    """Arm the wave, and let customers buy until all of it is dead and back again."""
    await _desert(stage, wave)
    for cut in wave:
        await arm(stage.fleet, cut)
    soon = [cut for cut in wave if cut.point not in SLOW]
    for _ in range(_TRIES):
        started = [*_journeys(stage), *_stimuli(stage, wave)]
        if await _struck_while(stage, soon, started):
            break
    _give_up(stage, soon)
    await until_whole(stage.fleet)


async def _desert(stage: _Stage, wave: Wave) -> None:
    """Leave a claim and a hold behind, where the clocks that clear them away are to be cut off."""
    if any(cut.point == "sweep.claims" for cut in wave):
        await arm(stage.fleet, _DESERTED)
        await stimuli.desert(stage.scene, stage.fleet, _DESERTED)
        await until_whole(stage.fleet)


def _give_up(stage: _Stage, cuts: Wave) -> None:
    """Let those live that never came to their points, which is a fault."""
    for cut in cuts:
        if not is_struck(stage.fleet, cut):
            stage.played.missed.append(cut)
            disarm(stage.fleet, cut.process)


async def _struck_while(stage: _Stage, cuts: Wave, working: Sequence["asyncio.Task[None]"]) -> bool:
    while not all(is_struck(stage.fleet, cut) for cut in cuts):
        if all(task.done() for task in working):
            return all(is_struck(stage.fleet, cut) for cut in cuts)
        await asyncio.sleep(0.1)
    return True


def _journeys(stage: _Stage) -> Iterator["asyncio.Task[None]"]:
    for name in stage.names:
        yield stage.start(_told(name, _journey(JOURNEYS[name], stage), stage))


async def _journey(journey: Journey, stage: _Stage) -> None:
    stage.played.purchases += 1
    stage.played.buyers.append(await journey(stage.scene))


async def _told(what: object, work: Coroutine[Any, Any, None], stage: _Stage) -> None:
    """Let it work; what goes wrong is a fault of the round, and ends nothing else."""
    try:
        await work
    except Exception as error:
        stage.played.faults.append(f"{what}: {error!r}")


def _stimuli(stage: _Stage, wave: Wave) -> Iterator["asyncio.Task[None]"]:
    for cut in wave:
        if is_struck(stage.fleet, cut):
            continue
        if cut.point in _PUT_OFF:
            yield stage.start(_told(cut, stimuli.hold_up(stage.fleet, cut), stage))
        if cut.point == "consumer.burying":
            yield stage.start(_told(cut, _plant(stage, cut), stage))
        if cut.point == "sweep.orders":
            stage.start(_told(cut, _walk_away(stage), stage))


async def _plant(stage: _Stage, cut: Cut) -> None:
    stage.played.planted.add(await stimuli.plant(stage.fleet, cut))


async def _walk_away(stage: _Stage) -> None:
    stage.played.emails.append(await stimuli.walk_away(stage.scene))


async def _check(stage: _Stage, since: datetime, tell: Told) -> None:
    played = stage.played
    played.faults += [bug for buyer in played.buyers for bug in buyer.bugs]
    try:
        snapshot = await quiesce(
            stage.fleet,
            since,
            tell=tell,
            intents=played.intents(),
            spare_copies=_spare_copies(played),
            planted=frozenset(played.planted),
        )
    except AssertionError as restless:
        played.faults.append(str(restless))
        return
    violations = check(snapshot)
    if violations:
        played.faults.append(report(violations, snapshot))


def _spare_copies(played: Round) -> int:
    """A postman that is disturbed may not know that a mail was taken, and sends it again."""
    return len(_POSTMEN) * played.is_disturbed + sum(cut.process in _POSTMEN for cut in played.cuts)


async def _until_clocks_struck(stage: _Stage) -> None:
    """Give the clocks time for what only they come to; what is never hit is a fault."""
    slow = [cut for cut in stage.played.cuts if cut.point in SLOW]

    async def alive() -> list[Cut]:
        return [cut for cut in slow if not is_struck(stage.fleet, cut)]

    with suppress(AssertionError):
        await eventually(alive, lambda cuts: not cuts, within=_CLOCKS_TAKE)
    _give_up(stage, slow)


async def until_whole(fleet: Fleet) -> None:
    """Wait until every process is ready."""

    async def missing() -> list[str]:
        ready = await asyncio.gather(*(asyncio.to_thread(fleet.is_ready, n) for n in PROCESSES))
        return [name for name, well in zip(PROCESSES, ready, strict=True) if not well]

    await eventually(missing, lambda names: not names, within=90)
