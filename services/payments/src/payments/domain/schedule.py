"""When a provider is asked about an attempt again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from payments.domain.attempt import WITHOUT_MONEY, Attempt
from payments.domain.provider import Flow

_FIRST_ASK: Final = timedelta(seconds=5)
_SLOWEST_ASK: Final = timedelta(minutes=5)
_AFTER_DEADLINE: Final = timedelta(minutes=1)
_FIRST_LOOK_BACK: Final = timedelta(seconds=30)
_SLOWEST_LOOK_BACK: Final = timedelta(hours=6)
_MOST_DOUBLINGS: Final = 12
LEASE: Final = timedelta(seconds=30)
"""How long a request that begins an attempt has it for itself."""
COMPLETE_AFTER: Final = timedelta(seconds=60)
"""How long after its creation an attempt that was left `initiating` is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """How long attempts live: `saga.md`'s settings."""

    prompt: timedelta
    redirect: timedelta
    hard: timedelta
    watch: timedelta

    def deadline(self, flow: Flow, at: datetime) -> datetime | None:
        """Return when an attempt begun at `at` is over; None where nothing is waited for."""
        lasts = {Flow.PROMPT: self.prompt, Flow.REDIRECT: self.redirect}.get(flow)
        return None if lasts is None else at + lasts


def next_ask(attempt: Attempt, *, now: datetime) -> datetime | None:
    """Return when to ask about the attempt again; None when it is no longer asked about."""
    if attempt.is_undecided:
        return _while_undecided(attempt, now)
    if attempt.status in WITHOUT_MONEY:
        return _while_watched(attempt, now)
    return None


def _while_undecided(attempt: Attempt, now: datetime) -> datetime | None:
    if attempt.deadline_at is None:
        return None
    if now >= attempt.deadline_at:
        return now + _AFTER_DEADLINE
    return min(now + _grown(_FIRST_ASK, attempt.asks, _SLOWEST_ASK), attempt.deadline_at)


def _while_watched(attempt: Attempt, now: datetime) -> datetime | None:
    after = now + _grown(_FIRST_LOOK_BACK, attempt.asks, _SLOWEST_LOOK_BACK)
    if attempt.watch_until is None or after > attempt.watch_until:
        return None
    return after


def _grown(first: timedelta, times: int, limit: timedelta) -> timedelta:
    return min(first * (1 << min(times, _MOST_DOUBLINGS)), limit)
