"""What this process asks its databases, for tests that keep the number small."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from sqlalchemy import event
from sqlalchemy.engine import Engine

_ASKED: Final[ContextVar[list[str] | None]] = ContextVar("asked", default=None)


@contextmanager
def asked() -> Iterator[list[str]]:
    """Collect every statement that any engine gives to the driver because of the block.

    BEGIN, COMMIT and ROLLBACK are not among them: the driver sends them by itself. What runs
    in the background, like a look at the outbox, was begun elsewhere and does not count.
    """
    statements: list[str] = []
    token = _ASKED.set(statements)
    event.listen(Engine, "before_cursor_execute", _note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", _note)
        _ASKED.reset(token)


def _note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
    collected = _ASKED.get()
    if collected is not None:
        collected.append(statement)
