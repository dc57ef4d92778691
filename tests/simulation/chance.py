"""Everything that is uncertain in a schedule, from one seed."""

import random
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

Thing = TypeVar("Thing")


class Chance:
    """A seeded source of decisions and of ids."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  a schedule, not a secret
        self._ids = 0

    def happens(self, probability: float) -> bool:
        """Decide whether something of this probability happens."""
        return self._random.random() < probability

    def index(self, length: int) -> int:
        """Pick a place in something that long."""
        return int(self._random.random() * length)

    def pick(self, things: Sequence[Thing]) -> Thing:
        """Pick one of several."""
        return things[int(self._random.random() * len(things))]

    def weighted(self, things: Sequence[Thing], weights: Sequence[float]) -> Thing:
        """Pick one of several, by cumulated weights."""
        return self._random.choices(things, cum_weights=weights)[0]

    def between(self, least: float, most: float) -> float:
        """Pick a number."""
        return self._random.uniform(least, most)

    def new_id(self) -> UUID:
        """Return the schedule's next id: the same run makes the same ids."""
        self._ids += 1
        return UUID(int=(7 << 76) | (2 << 62) | (self._ids << 80))
