"""Facts about orders that are not ours: acknowledged, and counted."""

from typing import Final

from prometheus_client import Counter

UNKNOWN: Final = Counter(
    "soko_orders_unknown_total", "Facts that named no order of ours, by fact.", ("fact",)
)
