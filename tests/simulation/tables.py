"""Rows in memory with what the use cases count on: transactions that are undone as a whole."""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, Final, TypeVar

Key = TypeVar("Key")
Row = TypeVar("Row")

_NONE: Final = object()


class ConstraintBroken(Exception):
    """The real tables would have refused this."""


class Tables:
    """A service's rows, and what it takes to undo their changes."""

    def __init__(self) -> None:
        self.refused: list[str] = []
        """What the real tables would have refused: use cases never let it come to that."""
        self._undo: list[tuple[MutableMapping[Any, Any], Any, Any]] = []
        self._rows = 0

    def refuse(self, why: str) -> ConstraintBroken:
        """Return what to raise where the real tables would."""
        self.refused.append(why)
        return ConstraintBroken(why)

    def put(self, table: MutableMapping[Key, Row], key: Key, row: Row) -> None:
        """Store a row in the place of the one that was there."""
        self._undo.append((table, key, table.get(key, _NONE)))
        table[key] = row

    def add(self, table: MutableMapping[Key, Row], key: Key, row: Row) -> None:
        """Store a row whose key must be free."""
        if key in table:
            raise self.refuse(f"{key} is there already")
        self.put(table, key, row)

    def append(self, table: MutableMapping[int, Row], row: Row) -> None:
        """Store one more row."""
        self._rows += 1
        self.put(table, self._rows, row)

    def drop(self, table: MutableMapping[Key, Row], key: Key) -> None:
        """Delete a row."""
        self._undo.append((table, key, table[key]))
        del table[key]

    def roll_back(self, to: int = 0) -> None:
        """Undo what changed since there were `to` changes."""
        while len(self._undo) > to:
            table, key, row = self._undo.pop()
            if row is _NONE:
                del table[key]
            else:
                table[key] = row

    def keep(self) -> None:
        """Make every change last."""
        self._undo.clear()

    @contextmanager
    def part(self) -> Iterator[None]:
        """Undo what happens inside when it raises."""
        mark = len(self._undo)
        try:
            yield
        except Exception:
            self.roll_back(mark)
            raise
