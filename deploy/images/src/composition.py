"""docker-compose.yml as Compose reads it, without Docker: merged, its variables filled in."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parents[3] / "docker-compose.yml"

_VARIABLE = re.compile(
    r"\$(?:(?P<escaped>\$)|(?P<bare>\w+)|\{(?P<name>\w+)(?::(?P<how>[-?])(?P<word>[^}]*))?\})"
)


class MissingVariable(LookupError):
    """A variable that has to be set is not; the message names it and says why."""


def composed(file: Path, variables: Mapping[str, str]) -> dict[str, Any]:
    """The file with every variable replaced; what has no value and no default is empty."""
    found: dict[str, Any] = _filled(yaml.safe_load(file.read_text()), variables)
    return found


def dotenv(text: str) -> dict[str, str]:
    """An .env as `make compose-env` writes it: single quotes as they stand, \\n in double ones."""
    values: dict[str, str] = {}
    for line in text.splitlines():
        name, value = line.split("=", 1)
        if value.startswith("'"):
            value = value[1:-1]
        elif value.startswith('"'):
            value = value[1:-1].replace("\\n", "\n")
        values[name] = value
    return values


def interpolated(text: str, variables: Mapping[str, str]) -> str:
    """A text with its variables replaced, by the rules of the Compose specification."""
    return _VARIABLE.sub(lambda found: _value(found, variables), text)


def mentioned(file: Path) -> Iterator[str]:
    """Yield every variable that the file takes from its surroundings."""
    text = file.read_text()
    matches = (found for found in _VARIABLE.finditer(text) if not found["escaped"])
    yield from (found["bare"] or found["name"] for found in matches)
    for service in yaml.safe_load(text)["services"].values():
        given = service.get("environment", {})
        yield from (name for name, value in given.items() if value is None)


def required(file: Path) -> frozenset[str]:
    """The variables without which Compose refuses the file."""
    matches = _VARIABLE.finditer(file.read_text())
    return frozenset(found["name"] for found in matches if found["how"] == "?")


def environment_of(service: Mapping[str, Any], variables: Mapping[str, str]) -> dict[str, str]:
    """What a container is told; a variable without a value is passed on when there is one."""
    given = {
        name: variables.get(name) if value is None else str(value)
        for name, value in service.get("environment", {}).items()
    }
    return {name: value for name, value in given.items() if value is not None}


def _filled(node: Any, variables: Mapping[str, str]) -> Any:
    match node:
        case str():
            return interpolated(node, variables)
        case dict():
            return {key: _filled(value, variables) for key, value in node.items()}
        case list():
            return [_filled(value, variables) for value in node]
        case _:
            return node


def _value(found: re.Match[str], variables: Mapping[str, str]) -> str:
    if found["escaped"]:
        return "$"
    name = found["bare"] or found["name"]
    value = variables.get(name, "")
    if value or not found["how"]:
        return value
    if found["how"] == "?":
        raise MissingVariable(f"{name} {found['word']}")
    return interpolated(found["word"], variables)
