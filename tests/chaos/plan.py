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
_LATER: Final = {
    "orders-api": (("tx.committing", "tx.committed"), (2, 3)),
    "payments-api": (("tx.committing", "tx.committed"), (2, 3)),
    "catalog-worker": (("consumer.handled", "consumer.committed"), (6, 12)),
    "orders-worker": (("consumer.handled", "consumer.committed"), (6, 12)),
    "payments-worker": (("consumer.handled", "consumer.committed"), (6, 12)),
}
"""Where the first pass is not the one that matters most: a purchase is several transactions in an
api, and the first message that a worker hears is rarely the one about money."""
SLOW: Final = frozenset({"sweep.orders", "sweep.claims", "sweep.holds"})
"""Points that only a clock comes to, a minute or more later."""


def all_cuts() -> list[Cut]:
    """Return every process with every point it owns, and the later ones of its transactions."""
    return [
        Cut(process, point, hit)
        for process in PROCESSES
        for point in sorted(points_of(process))
        for hit in (1, *_later(process, point))
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


def _later(process: str, point: str) -> tuple[int, ...]:
    points, passes = _LATER.get(process, ((), ()))
    return passes if point in points else ()
