"""What this process asks its databases, for tests that keep the number small."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.engine import Engine


@contextmanager
def asked() -> Iterator[list[str]]:
    """Collect every statement that any engine gives to the driver while the block runs.

    BEGIN, COMMIT and ROLLBACK are not among them: the driver sends them by itself.
    """
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
