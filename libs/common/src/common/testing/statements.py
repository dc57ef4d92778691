"""What this process asks its databases, for tests that keep the number small."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final
from unittest.mock import patch

from sqlalchemy import event
from sqlalchemy.engine import Engine

from common.reading import Found, Question, Reader

_ASKED: Final[ContextVar[list[str] | None]] = ContextVar("asked", default=None)


@contextmanager
def asked() -> Iterator[list[str]]:
    """Collect every statement that any engine or `Reader` gives to the driver because of the block.

    BEGIN, COMMIT and ROLLBACK are not among them: the driver sends them by itself. What runs
    in the background, like a look at the outbox, was begun elsewhere and does not count.
    """
    statements: list[str] = []
    token = _ASKED.set(statements)
    event.listen(Engine, "before_cursor_execute", _note)
    try:
        with patch.object(Reader, "rows", _noted):
            yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", _note)
        _ASKED.reset(token)


def _note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
    collected = _ASKED.get()
    if collected is not None:
        collected.append(statement)


_read: Final = Reader.rows


async def _noted(self: Reader, question: Question, values: Mapping[str, Any]) -> Sequence[Found]:
    _note(None, None, question.sql)
    return await _read(self, question, values)
