"""When a provider is asked about an attempt again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from payments.domain.attempt import WITHOUT_MONEY, Attempt, AttemptStatus
from payments.domain.provider import Flow

_FIRST_ASK: Final = timedelta(seconds=5)
_FIRST_STOP: Final = timedelta(seconds=1)
"""While somebody waits for it to be given up."""
_SLOWEST_ASK: Final = timedelta(minutes=5)
_AFTER_DEADLINE: Final = timedelta(minutes=1)
# The payer of a card that was declined may be trying another on the same page.
_FIRST_LOOK_BACK: Final = timedelta(seconds=10)
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
    if attempt.is_undecided or _is_payable(attempt, now):
        return _while_undecided(attempt, now)
    if attempt.status in WITHOUT_MONEY:
        return _while_watched(attempt, now)
    return None


def _is_payable(attempt: Attempt, now: datetime) -> bool:
    # Its page may be open before somebody's eyes.
    is_superseded = attempt.status is AttemptStatus.SUPERSEDED and attempt.closed_at is None
    return is_superseded and attempt.deadline_at is not None and now < attempt.deadline_at


def _while_undecided(attempt: Attempt, now: datetime) -> datetime | None:
    if attempt.deadline_at is None:
        return None
    if now >= attempt.deadline_at:
        return now + _AFTER_DEADLINE
    first = _FIRST_ASK if attempt.stop_asked_at is None else _FIRST_STOP
    return min(now + _grown(first, attempt.asks, _SLOWEST_ASK), attempt.deadline_at)


def _while_watched(attempt: Attempt, now: datetime) -> datetime | None:
    after = now + _grown(_FIRST_LOOK_BACK, attempt.asks, _SLOWEST_LOOK_BACK)
    if attempt.watch_until is None or after > attempt.watch_until:
        return None
    return after


def _grown(first: timedelta, times: int, limit: timedelta) -> timedelta:
    return min(first * (1 << min(times, _MOST_DOUBLINGS)), limit)
