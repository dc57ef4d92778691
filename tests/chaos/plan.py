"""Which process dies where, and when: rounds, each with at most one death per process."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
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


def rounds(cuts: Iterable[Cut], *, at_once: int = len(PROCESSES)) -> list[list[Cut]]:
    """Spread the cuts over rounds; the slow ones come together, in the last."""
    waiting: defaultdict[str, list[Cut]] = defaultdict(list)
    for cut in sorted(cuts, key=lambda cut: (cut.point in SLOW, cut)):
        waiting[cut.process].append(cut)
    longest = max(map(len, waiting.values()), default=0)
    planned: list[list[Cut]] = [[] for _ in range(longest)]
    for own in waiting.values():
        # From the last round back, so that what is slow is slow together.
        for turn, cut in zip(reversed(planned), reversed(own), strict=False):
            turn.append(cut)
    return [part for turn in planned for part in _parts(turn, at_once)]


def _parts(turn: Sequence[Cut], size: int) -> list[list[Cut]]:
    return [list(turn[at : at + size]) for at in range(0, len(turn), size)]


def _is_of_tx(point: str) -> bool:
    return point.startswith("tx.")
