"""How long to wait before trying again."""

from collections.abc import Iterator
from random import uniform

FIRST = 0.5
LONGEST = 15.0
SHORTEST = 0.05


def delays(first: float = FIRST, longest: float = LONGEST) -> Iterator[float]:
    """Yield seconds to wait, doubling up to `longest`, with full jitter so that nobody marches."""
    ceiling = first
    while True:
        yield max(SHORTEST, uniform(0, ceiling))  # noqa: S311  a spread, not a secret
        ceiling = min(longest, ceiling * 2)
