"""Which process dies where, and when."""

import math
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from chaos.fuse import Cut
from common.crash import points_of
from soko.ports import SERVICES

PROCESSES: Final = (
    "gateway",
    *(f"{service}-{kind}" for service in SERVICES for kind in ("api", "worker")),
)
_LATER_TRANSACTIONS: Final = {"orders-api": (2, 3), "payments-api": (2, 3)}
"""A purchase is several transactions there: claim, effect, answer."""
SLOW: Final = frozenset({"sweep.orders", "sweep.claims", "sweep.holds"})
"""Points that only a clock comes to, a minute or more later."""


def all_cuts() -> list[Cut]:
    """Return every process with every point it owns, and the later ones of its transactions."""
    return [
        Cut(process, point, hit)
        for process in PROCESSES
        for point in sorted(points_of(process))
        for hit in (1, *(_LATER_TRANSACTIONS.get(process, ()) if _is_of_tx(point) else ()))
    ]


def waves(cuts: Iterable[Cut]) -> list[list[Cut]]:
    """Spread the cuts: each process dies at most once in a wave; what is slow comes last."""
    waiting: defaultdict[str, list[Cut]] = defaultdict(list)
    for cut in sorted(cuts, key=lambda cut: (cut.point in SLOW, cut)):
        waiting[cut.process].append(cut)
    longest = max(map(len, waiting.values()), default=0)
    planned: list[list[Cut]] = [[] for _ in range(longest)]
    for own in waiting.values():
        for wave, cut in zip(reversed(planned), reversed(own), strict=False):
            wave.append(cut)
    return planned


def rounds(cuts: Iterable[Cut], *, of: int) -> list[list[list[Cut]]]:
    """Return rounds of about so many waves; after each of them everything is checked."""
    planned = waves(cuts)
    count = max(1, math.ceil(len(planned) / of))
    marks = [len(planned) * number // count for number in range(count + 1)]
    return [planned[start:end] for start, end in pairwise(marks)]


def _is_of_tx(point: str) -> bool:
    return point.startswith("tx.")
