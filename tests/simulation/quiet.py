"""What the use cases take from the surroundings of a process: their log, and fresh ids."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any, Final

import common.ids
from simulation.surroundings import Surroundings

_SERVICES: Final = ("orders.", "payments.", "catalog.")


class Ear:
    """A log that only listens for what should never be written: a bug that was caught."""

    def __init__(self) -> None:
        self.around: Surroundings | None = None

    def exception(self, event: str, **about: object) -> None:
        """Hear of a bug."""
        if self.around is not None:
            self.around.broken.append(f"{event}: {sys.exception()!r} {about}")

    def error(self, event: str, **about: object) -> None:
        """Hear of something a person must look at."""

    warning = info = debug = error


_EAR: Final = Ear()


@contextmanager
def quietly(around: Surroundings) -> Iterator[None]:
    """Keep the use cases' logs to ourselves and make their ids from the seed."""
    _EAR.around = around
    ids: Any = common.ids
    made, ids.uuid7 = ids.uuid7, around.chance.new_id
    logs = [(module, module.log) for module in _logging()]
    for module, _ in logs:
        module.log = _EAR
    try:
        yield
    finally:
        ids.uuid7 = made
        for module, log in logs:
            module.log = log


@cache
def _logging() -> tuple[Any, ...]:
    modules: list[ModuleType] = [
        module
        for name, module in sys.modules.items()
        if name.startswith(_SERVICES) and "log" in vars(module)
    ]
    return tuple(modules)
