"""`python -m chaos kill-matrix`, `purchases`, `rolling`: bounded, told as they go, kept in bench/.

Each starts a fleet of its own and ends it, or uses that of `SOKO_E2E_HOME`.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from acceptance.fleet import Fleet, running
from acceptance.shop import Shop

from chaos import purchases, record, rolling
from chaos.fuse import Cut
from chaos.matrix import Round, play
from chaos.plan import all_cuts, rounds
from chaos.trips import drawn
from soko.fleet.units import REPLACEABLE

_NOBODY_IS_TURNED_AWAY = {
    "SOKO_RATE_AUTH": "6000",
    "SOKO_RATE_CHECKOUT": "6000",
    "SOKO_RATE_DEFAULT": "60000",
}
CLOCKS = {
    "kill-matrix": {
        "SOKO_ORDER_UNPAID": "90",
        "SOKO_HOLD_TENTATIVE": "30",
        "SOKO_ATTEMPT_PROMPT": "60",
    },
    "purchases": {
        "SOKO_ORDER_UNPAID": "60",
        "SOKO_ORDER_RETRY": "60",
        "SOKO_ATTEMPT_PROMPT": "40",
        "SOKO_ATTEMPT_REDIRECT": "60",
        "SOKO_ATTEMPT_HARD": "60",
    },
    "rolling": {},
}
"""What only a clock brings about comes soon."""
_BUDGET_SECONDS = 20 * 60
_SETTLE_SECONDS = 300.0

Done = TypeVar("Done")


def say(words: str) -> None:
    """Tell whoever watches."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


async def _in_shop(fleet: Fleet, work: Callable[[Shop], Awaitable[Done]]) -> Done:
    shop = Shop(fleet, {})
    try:
        await shop.furnish()
        return await work(shop)
    finally:
        await shop.close()


async def kill_matrix(fleet: Fleet, cuts: Sequence[Cut], waves: int) -> list[Round]:
    """Play all rounds; what the time is not enough for counts as a failure."""
    planned = rounds(cuts, of=waves)
    until = time.monotonic() + _BUDGET_SECONDS
    say(f"{len(cuts)} deaths in {len(planned)} rounds")

    async def work(shop: Shop) -> list[Round]:
        done: list[Round] = []
        for number, turn in enumerate(planned, start=1):
            if time.monotonic() > until:
                done.append(Round(turn, faults=["there was no time left for it"]))
                continue
            done.append(await play(fleet, shop, turn, lambda words: say(f"  {words[:300]}")))
            _tell(number, len(planned), done[-1])
        return done

    return await _in_shop(fleet, work)


def _tell(number: int, of: int, played: Round) -> None:
    did = f"{len(played.cuts)} deaths, {played.purchases} purchases, {played.seconds:.0f} s"
    say(f"round {number} of {of}: {did}, {len(played.faults) + len(played.missed)} faults")
    for cut in played.missed:
        say(f"  NEVER HIT: {cut}")
    for fault in played.faults:
        say(f"  FAULT: {fault}")


def _kill_matrix(given: argparse.Namespace) -> bool:
    cuts = [cut for cut in all_cuts() if given.only in f"{cut.process} {cut.point}"]
    began = time.monotonic()
    with running() as fleet:
        played = asyncio.run(kill_matrix(fleet, cuts, given.waves))
    sound = not any(one.missed or one.faults for one in played)
    if given.record:
        record.kill_matrix(played, seconds=time.monotonic() - began, sound=sound)
    return sound


def _purchases(given: argparse.Namespace) -> bool:
    with running() as fleet:

        async def work(shop: Shop) -> purchases.Run:
            return await purchases.run(
                fleet,
                shop,
                drawn(given.seed, given.count),
                seed=given.seed,
                at_once=given.at_once,
                tell=lambda words: say(f"  {words[:300]}"),
                settle_within=_SETTLE_SECONDS,
            )

        made = asyncio.run(_in_shop(fleet, work))
    for fault in made.faults:
        say(f"  FAULT: {fault}")
    say(f"{len(made.trips)} purchases of seed {made.seed}: {made.seconds:.0f} s, {made.figures}")
    if given.record:
        record.purchases(made)
    return not made.faults


def _rolling(given: argparse.Namespace) -> bool:
    names = [name for name in REPLACEABLE if given.only in name]
    with running() as fleet:

        async def work(shop: Shop) -> rolling.Rolled:
            return await rolling.roll(fleet, shop, names, say)

        rolled = asyncio.run(_in_shop(fleet, work))
    for fault in rolled.faults:
        say(f"  FAULT: {fault[:2000]}")
    say(f"{len(names)} processes replaced: {rolled.figures}")
    if given.record:
        record.rolling(rolled)
    return not rolled.faults


def main() -> int:
    """Do what is asked for; 1 where anything is wrong."""
    options = argparse.ArgumentParser(prog="chaos", description=__doc__)
    options.add_argument("what", choices=list(CLOCKS))
    options.add_argument("--no-record", dest="record", action="store_false")
    options.add_argument("--waves", type=int, default=6, help="waves of deaths in one round")
    options.add_argument("--only", default="", help="processes or points that hold this")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=1000, help="purchases")
    options.add_argument("--at-once", type=int, default=20, help="purchases at a time")
    given = options.parse_args()
    os.environ.update(_NOBODY_IS_TURNED_AWAY | CLOCKS[given.what])
    sound = _WORK[given.what](given)
    say("all is well" if sound else "not all is well")
    return 0 if sound else 1


_WORK = {"kill-matrix": _kill_matrix, "purchases": _purchases, "rolling": _rolling}


if __name__ == "__main__":
    sys.exit(main())
