"""What happened in a schedule, told so that a person can follow it."""

import hashlib
from enum import Enum
from typing import Any
from uuid import UUID

from common.events.base import Event
from common.money import Money
from simulation.clock import Clock


class Trace:
    """Notes facts as they happen; they are spelled only when somebody reads them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._notes: list[tuple[float, str, tuple[Any, ...]]] = []
        self._names: dict[UUID, str] = {}

    def note(self, what: str, *about: Any) -> None:
        """Remember that this happened."""
        self._notes.append((self._clock.seconds, what, about))

    def name(self, thing: UUID, name: str) -> None:
        """Say what a thing is called in the trace."""
        self._names[thing] = name

    def lines(self) -> list[str]:
        """Spell everything noted, a line each."""
        return [
            " ".join([f"{at:10.1f}s ", what, *map(self._spelled, about)])
            for at, what, about in self._notes
        ]

    def digest(self) -> str:
        """Return what two runs have in common only if all of it happened alike."""
        return hashlib.sha256("\n".join(self.lines()).encode()).hexdigest()

    def _spelled(self, thing: Any) -> str:
        match thing:
            case UUID():
                return self._names.get(thing, f"#{thing.int >> 80}")
            case Event():
                return f"{thing.name} v{thing.aggregate_version} {self._details(thing)}"
            case Money():
                return f"{thing.amount} {thing.currency}"
            case Enum():
                return str(thing.value)
            case _:
                return str(thing)

    def _details(self, event: Event) -> str:
        shown = ("order_id", "attempt_id", "amount", "reason")
        values = ((name, getattr(event, name, None)) for name in shown)
        return " ".join(
            f"{name}={self._spelled(getattr(value, 'amount', value))}"
            for name, value in values
            if value is not None
        )
