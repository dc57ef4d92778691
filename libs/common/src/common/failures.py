"""What to do with a message whose handling raised."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from common.errors import Problem, Unavailable

_DISTURBED: Final = ("40001", "40P01", "55P03")
"""SQLSTATE: serialization failure, deadlock, lock not available: the same again may work."""
_DATABASE_DOWN: Final = ("08", "53", "57P", "25006")
"""SQLSTATE prefixes: connection lost, out of resources, shutting down, read only."""


class Verdict(StrEnum):
    """What becomes of a delivery."""

    DONE = "done"
    RETRY = "retry"
    """This message failed; try it again later."""
    DEAD = "dead"
    """This message can never succeed; a person must look."""
    REQUEUE = "requeue"
    """Nothing is wrong with the message: what we need to handle it is down."""


def judge(error: BaseException) -> Verdict:
    """Decide by whose fault it is: the message's, ours, or the infrastructure's."""
    match error:
        case Unavailable():
            return Verdict.RETRY
        case Problem():
            return Verdict.DEAD
        case _ if is_infrastructure(error):
            return Verdict.REQUEUE
        case _:  # a bug, or something passing
            return Verdict.RETRY


def is_infrastructure(error: BaseException) -> bool:
    """Whether the database was out of reach, so that every message would fail alike."""
    causes = list(_causes(error))
    # The driver reports a value it cannot encode as a fault of its interface; that is a bug.
    if any(isinstance(cause, ValueError) for cause in causes):
        return False
    return any(_is_infrastructure(cause) for cause in causes)


def is_disturbed(error: BaseException) -> bool:
    """Whether a concurrent transaction got in the way; a new one may go through."""
    return any(_state(cause) in _DISTURBED for cause in _causes(error))


def _is_infrastructure(error: BaseException) -> bool:
    if isinstance(error, PoolTimeout | OperationalError | InterfaceError | OSError):
        return True  # OSError covers refused and reset connections and TimeoutError
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return _state(error).startswith(_DATABASE_DOWN)


def _state(error: BaseException) -> str:
    return getattr(error, "sqlstate", None) or ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and what it wraps: SQLAlchemy's error, the adapter's, the driver's."""
    while True:
        yield error
        wrapped = getattr(error, "orig", None) or error.__cause__
        if wrapped is None:
            return
        error = wrapped
