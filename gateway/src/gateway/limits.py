"""How often a caller may ask: fixed windows of a minute, counted by the library `limits`.

The library decides; a process borrows a hundredth of an allowance at a time and counts that
down by itself, so that most requests never ask it.
"""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Any, Final

from limits import RateLimitItemPerMinute
from limits.aio.storage import RedisStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter

from common.errors import Throttled
from common.shared import Away, Shared
from gateway.exchange import Headers
from gateway.routes import Rate

_BORROWED_PART: Final = 100
_MOST_LOANS: Final = 50_000
_WINDOW_SECONDS: Final = 60
_SLOWER: Final = "too many requests; wait a moment"


@dataclass(slots=True)
class _Loan:
    left: int
    """Requests this process may still let through without asking."""
    beyond: int
    """What else the allowance held when the loan was made."""
    ends: float
    """Unix seconds."""


@dataclass(frozen=True, slots=True)
class _Class:
    item: RateLimitItemPerMinute
    loan: int
    name: bytes
    policy: tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class SharedStorage:
    """The counters that instances share."""

    store: Shared
    limiter: FixedWindowRateLimiter

    @classmethod
    def of(cls, store: Shared) -> "SharedStorage":
        """Count in this store."""
        pool: Any = store.client.connection_pool
        storage = RedisStorage("redis://", implementation="redispy", connection_pool=pool)
        return cls(store, FixedWindowRateLimiter(storage))


class Limits:
    """Allowances per minute by class and caller.

    Instances that share a store share them; while it is away each has its own.
    """

    def __init__(
        self, per_minute: Mapping[Rate, int], storage: Storage, shared: SharedStorage | None = None
    ) -> None:
        self._own = FixedWindowRateLimiter(storage)
        self._shared = shared
        self._loans: dict[tuple[Rate, str], _Loan] = {}
        self._classes = {
            rate: _Class(
                RateLimitItemPerMinute(allowed, namespace=f"soko:{rate}"),
                max(1, allowed // _BORROWED_PART),
                rate.encode(),
                (b"ratelimit-policy", b'"%s";q=%d;w=60' % (rate.encode(), allowed)),
            )
            for rate, allowed in per_minute.items()
        }

    async def take(self, rate: Rate, caller: str, answer: Headers) -> None:
        """Take one request from the caller's allowance; tell in the answer's headers what is left.

        Raises `Throttled`.
        """
        now = time.time()
        of = self._classes[rate]
        loan = self._loans.get((rate, caller))
        if loan is None or loan.ends <= now or (loan.left <= 0 and loan.beyond > 0):
            loan = await self._borrow(of, rate, caller, now)
        allowed = loan.left > 0
        loan.left -= allowed
        resets = ceil(loan.ends - now)
        left = loan.left + loan.beyond
        answer.append(of.policy)
        answer.append((b"ratelimit", b'"%s";r=%d;t=%d' % (of.name, left, resets)))
        if not allowed:
            raise Throttled(_SLOWER, retry_after=max(1, resets))

    def refuse_exhausted(self, rate: Rate, caller: str) -> None:
        """Raise `Throttled` if nothing is left, without taking anything."""
        loan = self._loans.get((rate, caller))
        if loan is None or loan.left > 0 or loan.beyond > 0:
            return
        resets = ceil(loan.ends - time.time())
        if resets > 0:
            raise Throttled(_SLOWER, retry_after=resets)

    async def _borrow(self, of: _Class, rate: Rate, caller: str, now: float) -> _Loan:
        loan = await self._lent(of, caller, now)
        if len(self._loans) >= _MOST_LOANS:
            self._loans = {key: held for key, held in self._loans.items() if held.ends > now}
        self._loans[rate, caller] = loan
        return loan

    async def _lent(self, of: _Class, caller: str, now: float) -> _Loan:
        shared = self._shared
        if shared is not None:
            with suppress(Away):
                return await shared.store.ask(lambda: _lend(shared.limiter, of, caller, now))
        return await _lend(self._own, of, caller, now)


async def _lend(limiter: FixedWindowRateLimiter, of: _Class, caller: str, now: float) -> _Loan:
    stats = await limiter.get_window_stats(of.item, caller)
    cost = min(of.loan, stats.remaining)
    granted = cost if cost and await limiter.hit(of.item, caller, cost=cost) else 0
    stats = await limiter.get_window_stats(of.item, caller)
    # Within a window whose end the storage has just forgotten, begin a new one.
    ends = stats.reset_time if stats.reset_time > now else now + _WINDOW_SECONDS
    return _Loan(left=granted, beyond=stats.remaining, ends=ends)


def caller_of(address: str) -> str:
    """Return whom an address stands for: one IPv6 customer has a whole /64."""
    if ":" not in address:
        return address
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return str(IPv6Address(int(known) >> 64 << 64))
    return str(known)
