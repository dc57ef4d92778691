"""`python -m chaos kill-matrix`: bounded, shows how far it is, ends by itself, is recorded."""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence

from acceptance.fleet import Fleet, running
from acceptance.shop import Shop

from chaos import record
from chaos.fuse import Cut
from chaos.matrix import Round, play
from chaos.plan import all_cuts, rounds

CLOCKS = {
    "SOKO_ORDER_UNPAID": "90",
    "SOKO_HOLD_TENTATIVE": "30",
    "SOKO_RATE_AUTH": "6000",
    "SOKO_RATE_CHECKOUT": "6000",
    "SOKO_RATE_DEFAULT": "60000",
}
"""What only a clock brings about comes soon, and nobody is turned away for asking again."""
_BUDGET_SECONDS = 20 * 60


def say(words: str) -> None:
    """Tell whoever watches."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


async def kill_matrix(fleet: Fleet, cuts: Sequence[Cut], waves: int) -> list[Round]:
    """Play all rounds; stop when the time is over, which counts as a failure."""
    planned = rounds(cuts, of=waves)
    until = time.monotonic() + _BUDGET_SECONDS
    shop, done = Shop(fleet, {}), []
    await shop.furnish()
    say(f"{len(cuts)} deaths in {len(planned)} rounds")
    for number, turn in enumerate(planned, start=1):
        if time.monotonic() > until:
            done.append(Round(turn, faults=["there was no time left for it"]))
            continue
        done.append(await play(fleet, shop, turn, lambda words: say(f"  {words[:300]}")))
        _tell(number, len(planned), done[-1])
    await shop.close()
    return done


def _tell(number: int, of: int, played: Round) -> None:
    did = f"{len(played.cuts)} deaths, {played.purchases} purchases, {played.seconds:.0f} s"
    say(f"round {number} of {of}: {did}, {len(played.faults) + len(played.missed)} faults")
    for cut in played.missed:
        say(f"    NEVER HIT: {cut}")
    for fault in played.faults:
        say(f"    FAULT: {fault}")


def main() -> int:
    """Play the matrix on a fleet of its own, or on that of `SOKO_E2E_HOME`."""
    options = argparse.ArgumentParser(prog="chaos", description=__doc__)
    options.add_argument("what", choices=["kill-matrix"])
    options.add_argument("--waves", type=int, default=4, help="waves of deaths in one round")
    options.add_argument("--only", default="", help="processes or points that hold this")
    options.add_argument("--no-record", action="store_true")
    given = options.parse_args()
    os.environ.update(CLOCKS)
    cuts = [cut for cut in all_cuts() if given.only in f"{cut.process} {cut.point}"]
    began = time.monotonic()
    with running() as fleet:
        played = asyncio.run(kill_matrix(fleet, cuts, given.waves))
    sound = not any(one.missed or one.faults for one in played)
    if not given.no_record:
        record.kill_matrix(played, seconds=time.monotonic() - began, sound=sound)
    say("every process survived its deaths" if sound else "some did not")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
