"""Many random purchases with misbehaving providers; at the end every cent is accounted for."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from acceptance.fleet import Fleet
from acceptance.shop import Shop

from chaos.buyer import Buyer
from chaos.checker import check
from chaos.checkout import Scene
from chaos.quiesce import quiesce
from chaos.snapshot import Snapshot, clock
from chaos.trips import Trip, travel
from chaos.violation import report
from chaos.weather import FAIR, foul

Told = Callable[[str], None]

_TELL_EVERY = 50


@dataclass(slots=True)
class Run:
    """What a run did and found; money in minor units, by currency."""

    seed: int
    trips: Sequence[Trip]
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)
    buyers: list[Buyer] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)


async def run(
    fleet: Fleet,
    shop: Shop,
    trips: Sequence[Trip],
    *,
    seed: int,
    at_once: int,
    tell: Told,
    settle_within: float,
    dials: Collection[str] = tuple(FAIR),
) -> Run:
    """Make the purchases, wait until all is over, and check."""
    began, made = time.monotonic(), Run(seed, trips)
    since = await clock(fleet)
    scene = Scene(shop, await shop.product(units=10 * len(trips)), await shop.admin())
    async with foul(fleet, seed, dials):
        await _travel_all(made, scene, at_once, tell)
    made.faults += [bug for buyer in made.buyers for bug in buyer.bugs]
    try:
        snapshot = await quiesce(
            fleet,
            since,
            within=settle_within,
            tell=tell,
            to_the_end=True,
            intents=dict.fromkeys((buyer.email for buyer in made.buyers), 1),
        )
    except AssertionError as restless:
        made.faults.append(str(restless))
    else:
        _judge(snapshot, made)
    made.seconds = round(time.monotonic() - began, 1)
    return made


async def _travel_all(made: Run, scene: Scene, at_once: int, tell: Told) -> None:
    waiting = list(reversed(made.trips))
    done = 0

    async def traveller() -> None:
        nonlocal done
        while waiting:
            trip = waiting.pop()
            try:
                made.buyers.append(await travel(trip, await _fresh(scene)))
            except Exception as error:  # the others go on, and all is told
                made.faults.append(f"{trip}: {error!r}")
            done += 1
            if done % _TELL_EVERY == 0:
                tell(f"{done} of {len(made.trips)} purchases, {len(made.faults)} faults")

    await asyncio.gather(*(traveller() for _ in range(at_once)))


async def _fresh(scene: Scene) -> Scene:
    """Staff's tokens last for minutes, a run for longer."""
    await scene.admin.sign_in()
    return scene


def _judge(snapshot: Snapshot, made: Run) -> None:
    violations = check(snapshot)
    if violations:
        made.faults.append(report(violations, snapshot))
    attempts = snapshot["payments.attempts"]
    refunds = snapshot["payments.refunds"]
    made.figures = {
        "orders": Counter(order["status"] for order in snapshot["orders.orders"]),
        "attempts": Counter(f"{one['provider']} {one['status']}" for one in attempts),
        "refunds": Counter(f"{one['reason']} {one['status']}" for one in refunds),
        "captured": _sums(snapshot, "payments.captures"),
        "given_back": _sums(snapshot, "payments.refunds"),
        "webhooks": len(snapshot["payments.webhooks"]),
        "mails": len(snapshot.letters),
        "incidents": Counter(one["kind"] for one in snapshot["payments.incidents"]),
    }


def _sums(snapshot: Snapshot, table: str) -> Counter[str]:
    sums: Counter[str] = Counter()
    for row in snapshot[table]:
        if row.get("status", "succeeded") == "succeeded":
            sums[row["currency"]] += row["amount"]
    return sums
