"""The one clock of a schedule: it stands still until the scheduler moves it."""

from datetime import UTC, datetime, timedelta
from typing import Final

_START: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)


class Clock:
    """Counts seconds from the start of the schedule."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.now = _START

    def move(self, seconds: float) -> None:
        """Let so much time pass."""
        self.seconds += seconds
        self.now = _START + timedelta(seconds=self.seconds)

    def at(self, instant: datetime) -> float:
        """Return the instant in seconds from the start."""
        return (instant - _START).total_seconds()
