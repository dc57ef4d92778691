"""How failed sign-ins slow the next ones down: pure arithmetic over what was counted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from math import ceil
from typing import Final

from common.errors import Throttled

WINDOW: Final = timedelta(minutes=15)
FREE_FAILURES: Final = 5
LONGEST: Final = timedelta(minutes=15)
NETWORK_WINDOW: Final = timedelta(minutes=1)

_V4_PREFIX: Final = 24
_V6_PREFIX: Final = 56  # what one household or office is usually given


class TooManyAttempts(Throttled):
    """Sign-ins failed too often, for this account or from this network."""

    code = "rate_limited"

    def __init__(self, wait: timedelta) -> None:
        super().__init__(
            "too many failed attempts; wait before the next",
            retry_after=max(1, ceil(wait.total_seconds())),
        )


@dataclass(frozen=True, slots=True)
class Failures:
    """`count` failures since `since`, the last at `last`."""

    count: int
    since: datetime
    last: datetime


def failed(before: Failures | None, *, at: datetime, window: timedelta) -> Failures:
    """Count one more failure; after a window without any the count begins anew."""
    if before is None or _over(before, at=at, window=window):
        return Failures(1, at, at)
    return Failures(before.count + 1, before.since, max(before.last, at))


def account_wait(failures: Failures | None, *, at: datetime) -> timedelta:
    """Return how long the account is closed: 1 s after the fifth failure, then twice as long."""
    if failures is None or failures.count < FREE_FAILURES:
        return timedelta(0)
    doublings = min(failures.count - FREE_FAILURES, 20)
    pause = min(timedelta(seconds=2**doublings), LONGEST)
    return max(timedelta(0), failures.last + pause - at)


def network_wait(failures: Failures | None, *, at: datetime, allowed: int) -> timedelta:
    """Return how long a network must wait that failed `allowed` times within a minute."""
    if failures is None or failures.count < allowed:
        return timedelta(0)
    return max(timedelta(0), failures.since + NETWORK_WINDOW - at)


def network_failed(before: Failures | None, *, at: datetime) -> Failures:
    """Count one more failure from a network, by whole minutes."""
    if before is None or at - before.since >= NETWORK_WINDOW:
        return Failures(1, at, at)
    return Failures(before.count + 1, before.since, at)


def network_of(address: str | None) -> str:
    """Return the /24 (or /56) that an address belongs to."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(ip_network(f"{_plain(known)}/{_prefix(known)}", strict=False))


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _prefix(address: IPv4Address | IPv6Address) -> int:
    return _V4_PREFIX if isinstance(_plain(address), IPv4Address) else _V6_PREFIX


def _over(failures: Failures, *, at: datetime, window: timedelta) -> bool:
    return at - failures.last >= window
