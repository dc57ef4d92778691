"""Measure a running shop: `make up DETACH=1`, then `make bench`.

Load goes to loopback only, is bounded, and ends by itself. The references (a bare ASGI answer,
`pgbench -S`) run in the same run: compare ratios, not machines.
"""

import argparse
import os
import sys
from pathlib import Path

import uvloop

from bench import fleet, history, page, report
from bench.journeys import JOURNEYS
from bench.run import Plan, measure

QUICK_SECONDS = 2.0


def main() -> None:
    """Measure, print, record."""
    asked = _asked()
    if asked.table:
        sys.stdout.write(report.table(history.runs()[-1]))
        return
    plan = Plan(
        home=Path(os.environ.get("SOKO_HOME") or ".soko"),
        offset=int(os.environ.get("SOKO_PORT_OFFSET") or 0),
        seconds=QUICK_SECONDS if asked.quick else asked.seconds,
        idle=QUICK_SECONDS if asked.quick else Plan.idle,
        rounds=asked.rounds,
        only=tuple(filter(None, asked.only.split(","))),
    )
    if not plan.journeys:
        raise SystemExit("no such journey; there are: " + ", ".join(one.key for one in JOURNEYS))
    started = fleet.restarted() if asked.start else None
    found = uvloop.run(measure(plan)) | ({"start": started} if started else {})
    sys.stdout.write(report.told(found))
    if plan.is_whole and not asked.quick:
        sys.stdout.write(f"recorded in {history.recorded(found)}, shown by {page.written()}\n")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=Plan.seconds, help="for each journey")
    parser.add_argument("--rounds", type=int, default=Plan.rounds, help="all again so often")
    parser.add_argument("--quick", action="store_true", help="a look only: not recorded")
    parser.add_argument("--only", default="", help="some journeys: adds,cash-8,list; not recorded")
    parser.add_argument("--start", action="store_true", help="first stop and start the fleet")
    parser.add_argument("--table", action="store_true", help="the last recorded run, for README.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
