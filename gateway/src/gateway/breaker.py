"""A circuit breaker as a transition table: pure, one per upstream.

Closed lets all calls through; too many failures in a row open it; after a pause it lets one
call probe, whose outcome decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

FAILURES: Final = 8
"""In a row, before calls are refused unasked."""
PAUSE: Final = 1.0
"""Seconds between the opening and the first probe, and between probes."""


class State(StrEnum):
    """How far an upstream is trusted."""

    CLOSED = "closed"
    OPEN = "open"
    PROBING = "probing"


class Signal(StrEnum):
    """What was learned about it."""

    ANSWERED = "answered"
    FAILED = "failed"
    FAILED_ONCE_TOO_OFTEN = "failed_once_too_often"
    PAUSE_OVER = "pause_over"


NEXT: Final[Mapping[State, Mapping[Signal, State]]] = {
    State.CLOSED: {
        Signal.ANSWERED: State.CLOSED,
        Signal.FAILED: State.CLOSED,
        Signal.FAILED_ONCE_TOO_OFTEN: State.OPEN,
        Signal.PAUSE_OVER: State.CLOSED,
    },
    State.OPEN: {
        # A call that began before the opening came back well: the upstream lives.
        Signal.ANSWERED: State.CLOSED,
        Signal.FAILED: State.OPEN,
        Signal.FAILED_ONCE_TOO_OFTEN: State.OPEN,
        Signal.PAUSE_OVER: State.PROBING,
    },
    State.PROBING: {
        Signal.ANSWERED: State.CLOSED,
        Signal.FAILED: State.OPEN,
        Signal.FAILED_ONCE_TOO_OFTEN: State.OPEN,
        # The probe never came back: the next call probes again.
        Signal.PAUSE_OVER: State.PROBING,
    },
}


@dataclass(frozen=True, slots=True)
class Breaker:
    """One upstream's standing; `since` is when it last opened or probed, in monotonic seconds."""

    state: State = State.CLOSED
    failures: int = 0
    since: float = 0.0


CLOSED: Final = Breaker()


def admit(breaker: Breaker, *, at: float) -> Breaker | None:
    """Return the breaker with the call let through, or None when it is refused."""
    if breaker.state is State.CLOSED:
        return breaker
    if at - breaker.since < PAUSE:
        return None
    return Breaker(NEXT[breaker.state][Signal.PAUSE_OVER], breaker.failures, at)


def answered(breaker: Breaker) -> Breaker:
    """Take note that a call was answered."""
    if breaker == CLOSED:
        return breaker
    return Breaker(NEXT[breaker.state][Signal.ANSWERED])


def failed(breaker: Breaker, *, at: float) -> Breaker:
    """Take note that a call was refused, cut off or never answered."""
    failures = breaker.failures + 1
    signal = Signal.FAILED_ONCE_TOO_OFTEN if failures >= FAILURES else Signal.FAILED
    state = NEXT[breaker.state][signal]
    if state is State.OPEN and breaker.state is not State.OPEN:
        return Breaker(state, failures, at)
    return replace(breaker, state=state, failures=failures)
