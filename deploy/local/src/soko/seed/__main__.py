"""`python -m soko.seed`: load the demo shop into the running fleet, a line for each step.

With `--bench N` it is N products and the customers that `make bench` works with.
"""

import argparse
import asyncio
import sys

from soko.environment import fleet_at
from soko.home import home_at
from soko.seed.run import seed, seed_bench


def main() -> None:
    """Load it; what went wrong is the last line on standard error."""
    parser = argparse.ArgumentParser(prog="soko.seed")
    parser.add_argument("--bench", type=int)
    count = parser.parse_args().bench
    fleet = fleet_at(home_at())
    try:
        asyncio.run(seed_bench(fleet, count, _tell) if count else seed(fleet, _tell))
    except* Exception as problems:
        sys.exit(str(_first(problems)))


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _first(problems: BaseExceptionGroup[BaseException]) -> BaseException:
    first = problems.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


if __name__ == "__main__":
    main()
