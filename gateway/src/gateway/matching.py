"""From a path to its row in the routing table: a tree of segments, literals before parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from gateway.routes import Route

_NOT_IN_A_SEGMENT: Final = frozenset("/\\\x7f") | frozenset(map(chr, range(32)))


@dataclass(slots=True)
class _Node:
    literals: dict[str, "_Node"] = field(default_factory=dict)
    parameter: "_Node | None" = None
    by_method: dict[str, Route] = field(default_factory=dict)


class Table:
    """The routing table, ready to be asked."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        for route in routes:
            self._add(route)

    def find(self, raw_path: str) -> Mapping[str, Route] | None:
        """Return the path's rows by method, or None for a path that nobody serves.

        The path comes as the client sent it. It is matched as the service will read it, decoded,
        and refused when decoding would change how many segments it has.
        """
        segments = segments_of(raw_path)
        if segments is None:
            return None
        if segments[-1] != "":
            node = _walk(self._root, segments, 0)
            return node.by_method if node else None
        node = _walk(self._root, segments[:-1], 0)
        if node is None or not all(route.trailing_slash for route in node.by_method.values()):
            return None
        return node.by_method

    def _add(self, route: Route) -> None:
        node = self._root
        for segment in route.template.strip("/").split("/"):
            if segment.startswith("{"):
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment, _Node())
        for method in route.methods:
            if method in node.by_method:
                raise ValueError(f"{method} {route.template} stands in the table twice")
            node.by_method[method] = route


def _walk(node: _Node, segments: list[str], at: int) -> _Node | None:
    if at == len(segments):
        return node if node.by_method else None
    literal = node.literals.get(segments[at])
    found = _walk(literal, segments, at + 1) if literal else None
    if found is None and node.parameter is not None and segments[at]:
        found = _walk(node.parameter, segments, at + 1)
    return found


def segments_of(raw_path: str) -> list[str] | None:
    """Return a path's segments, decoded; None for one that nobody honest sends."""
    segments = raw_path.removeprefix("/").split("/")
    if "%" not in raw_path and "." not in raw_path:
        return segments
    decoded = [unquote(segment, errors="replace") for segment in segments]
    return None if any(map(_is_treacherous, decoded)) else decoded


def _is_treacherous(segment: str) -> bool:
    return (
        segment in {".", ".."}
        or "\N{REPLACEMENT CHARACTER}" in segment
        or not _NOT_IN_A_SEGMENT.isdisjoint(segment)
    )
