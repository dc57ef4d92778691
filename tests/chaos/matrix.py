"""The kill matrix: purchases go on while every process dies once at every point it owns."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from acceptance.eventually import eventually
from acceptance.fleet import Fleet
from acceptance.shop import Shop

from chaos import stimuli
from chaos.buyer import Buyer
from chaos.checker import check
from chaos.checkout import Scene
from chaos.fuse import Cut, arm, disarm, is_struck
from chaos.journeys import JOURNEYS, Journey
from chaos.plan import PROCESSES
from chaos.quiesce import quiesce
from chaos.snapshot import Snapshot, clock
from chaos.violation import report

Told = Callable[[str], None]

_TRIES = 3
"""How often the journeys are made until every armed point was hit."""
_POSTMEN = ("orders-worker", "users-worker")
_DESERTED = Cut("orders-api", "order.held")
_PUT_OFF = ("consumer.putting_off", "consumer.put_off")


@dataclass(slots=True)
class Round:
    """What one round did, and what it found."""

    cuts: Sequence[Cut]
    seconds: float = 0.0
    purchases: int = 0
    faults: list[str] = field(default_factory=list)
    missed: list[Cut] = field(default_factory=list)
    buyers: list[Buyer] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    planted: set[str] = field(default_factory=set)


async def play(fleet: Fleet, shop: Shop, cuts: Sequence[Cut], tell: Told) -> Round:
    """Arm the processes, let customers buy until all are dead and back, and check everything."""
    began, played = time.monotonic(), Round(cuts)
    await _until_whole(fleet)
    since = await clock(fleet)
    scene = Scene(shop, await shop.product(units=1000), await shop.admin())
    if any(cut.point == "sweep.claims" for cut in cuts):
        await _desert(scene, fleet)
    for cut in cuts:
        await arm(fleet, cut)
    for _ in range(_TRIES):
        await _buy(fleet, scene, played)
        if all(is_struck(fleet, cut) for cut in cuts) or played.faults:
            break
    await _look(fleet, played, since, tell)
    played.seconds = round(time.monotonic() - began, 1)
    return played


async def _desert(scene: Scene, fleet: Fleet) -> None:
    await arm(fleet, _DESERTED)
    await stimuli.desert(scene, fleet, _DESERTED)
    await _until_whole(fleet)


async def _buy(fleet: Fleet, scene: Scene, played: Round) -> None:
    """Make every journey at once, beside what else brings processes to their points."""
    journeys = [_journey(name, journey, scene, played) for name, journey in JOURNEYS.items()]
    others = [_stimulus(fleet, scene, cut, played) for cut in played.cuts]
    await asyncio.gather(*journeys, *others)


async def _journey(name: str, journey: Journey, scene: Scene, played: Round) -> None:
    try:
        played.buyers.append(await journey(scene))
    except Exception as error:  # whatever it was, the others go on and all is told
        played.faults.append(f"{name}: {error!r}")
    played.purchases += 1


async def _stimulus(fleet: Fleet, scene: Scene, cut: Cut, played: Round) -> None:
    if is_struck(fleet, cut):
        return
    if cut.point in _PUT_OFF:
        await stimuli.hold_up(fleet, cut)
    if cut.point == "consumer.burying":
        played.planted.add(await stimuli.plant(fleet, cut))
    if cut.point == "sweep.orders":
        played.emails.append(await stimuli.walk_away(scene))


async def _look(fleet: Fleet, played: Round, since: object, tell: Told) -> None:
    await _until_struck(fleet, played)
    await _until_whole(fleet)
    try:
        snapshot = await quiesce(
            fleet,
            since,
            tell=tell,
            intents=dict.fromkeys(_emails(played), 1),
            spare_copies=sum(cut.process in _POSTMEN for cut in played.cuts),
            planted=frozenset(played.planted),
        )
    except AssertionError as restless:
        played.faults.append(str(restless))
        return
    _judge(snapshot, played)


def _judge(snapshot: Snapshot, played: Round) -> None:
    violations = check(snapshot)
    if violations:
        played.faults.append(report(violations, snapshot))
    played.faults += [bug for buyer in played.buyers for bug in buyer.bugs]


def _emails(played: Round) -> Iterator[str]:
    yield from (buyer.email for buyer in played.buyers)
    yield from played.emails


async def _until_struck(fleet: Fleet, played: Round) -> None:
    """Give the clocks time for what only they come to; what is never hit is a fault."""

    async def alive() -> list[Cut]:
        return [cut for cut in played.cuts if not is_struck(fleet, cut)]

    slow = any(cut.point.startswith("sweep.") for cut in played.cuts)
    try:
        await eventually(alive, lambda cuts: not cuts, within=110 if slow else 10)
    except AssertionError:
        played.missed = await alive()
        for cut in played.missed:
            disarm(fleet, cut.process)


async def _until_whole(fleet: Fleet) -> None:
    async def missing() -> list[str]:
        return [name for name in PROCESSES if not await asyncio.to_thread(fleet.is_ready, name)]

    await eventually(missing, lambda names: not names, within=90)
