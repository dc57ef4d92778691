"""Rules taken out of the production code for a while, to see that their absence is noticed."""

import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """A function in which something reads otherwise: the text, and what stands in its place."""

    function: Callable[..., Any]
    otherwise: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule that is missing, and what of the code says otherwise then."""

    misses: str
    changes: tuple[Change, ...]
    found_from: int = 0
    """From which seed on it is looked for: the rarer ones take long from the first."""


@contextmanager
def at_large(mutant: Mutant) -> Iterator[None]:
    """Let the functions have the mutant's code, wherever they were imported to."""
    with ExitStack() as changes:
        for change in mutant.changes:
            changes.enter_context(_made(change))
        yield


@contextmanager
def _made(change: Change) -> Iterator[None]:
    function: Any = inspect.unwrap(change.function)
    kept = function.__code__
    function.__code__ = _changed(change, function)
    try:
        yield
    finally:
        function.__code__ = kept


def _changed(change: Change, function: Any) -> Any:
    text = textwrap.dedent(inspect.getsource(function))
    for reads, instead in change.otherwise.items():
        if text.count(reads) != 1:
            raise LookupError(f"{function.__qualname__} does not read {reads!r} once")
        text = text.replace(reads, instead)
    made: dict[str, Any] = {}
    exec(compile(text, function.__code__.co_filename, "exec"), function.__globals__, made)  # noqa: S102
    return made[function.__name__].__code__
