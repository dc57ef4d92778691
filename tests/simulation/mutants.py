"""Rules taken out of the production code for a while, to see that their absence is noticed."""

import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Mutant:
    """A function in which one expression reads otherwise."""

    name: str
    function: Callable[..., Any]
    reads: str
    instead: str


@contextmanager
def at_large(mutant: Mutant) -> Iterator[None]:
    """Let the function have the mutant's code, wherever it was imported to."""
    function: Any = inspect.unwrap(mutant.function)
    kept = function.__code__
    function.__code__ = _mutated(mutant, function)
    try:
        yield
    finally:
        function.__code__ = kept


def _mutated(mutant: Mutant, function: Any) -> Any:
    source = textwrap.dedent(inspect.getsource(function))
    if source.count(mutant.reads) != 1:
        raise LookupError(f"{function.__qualname__} no longer reads {mutant.reads!r}, or more")
    made: dict[str, Any] = {}
    changed = source.replace(mutant.reads, mutant.instead)
    exec(compile(changed, function.__code__.co_filename, "exec"), function.__globals__, made)  # noqa: S102
    return made[function.__name__].__code__
