"""Print the part of requirements.txt that a folder of this repository needs, hashes and all.

`python needed.py services/orders` follows what its pyproject.toml declares; a plain name, as in
`python needed.py uv hatchling`, stands for that package. Who needs whom is read from the `# via`
notes that the export leaves under each package, so one committed file locks every image.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REQUIREMENTS = "requirements.txt"
SHARED = "libs/*"
"""Where the folders lie that others of this repository depend on."""


@dataclass(frozen=True)
class Locked:
    """One package of requirements.txt."""

    text: str
    """Its lines: version, markers and hashes."""
    needed_by: frozenset[str]

    def beside(self, earlier: "Locked") -> "Locked":
        """Both versions of one package as one."""
        return Locked(f"{earlier.text}\n{self.text}", earlier.needed_by | self.needed_by)


def locked_in(requirements: str) -> Mapping[str, Locked]:
    """Every package of an exported requirements file, by its name."""
    found: dict[str, Locked] = {}
    for block in re.split(r"\n(?=\S)", requirements.strip()):
        name, one = _name(block), _locked(block)
        # Some stand there twice, with one version for each range of Pythons.
        found[name] = one.beside(found[name]) if name in found else one
    return found


def closed(names: Iterable[str], locked: Mapping[str, Locked]) -> Iterator[str]:
    """Yield these packages and all that they need, by name and sorted."""
    found: set[str] = set()
    missing = set(names)
    while missing:
        if unknown := missing - locked.keys():
            raise LookupError(f"{REQUIREMENTS} does not lock {', '.join(sorted(unknown))}")
        found |= missing
        missing = {name for name, one in locked.items() if one.needed_by & found} - found
    yield from sorted(found)


def declared(folder: Path) -> Iterator[str]:
    """Yield the packages that a folder's pyproject.toml and its siblings' declare."""
    siblings = {_project(path)["name"]: path for path in Path().glob(SHARED)}
    for requirement in _project(folder)["dependencies"]:
        name = _name(requirement)
        if name in siblings:
            yield from declared(siblings[name])
        else:
            yield name


def _project(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    return found


def _locked(block: str) -> Locked:
    lines = block.splitlines()
    notes = [line.strip(" #") for line in lines if line.startswith("    #")]
    users = (note.removeprefix("via").strip() for note in notes)
    text = "\n".join(line for line in lines if not line.startswith("    #"))
    return Locked(text, frozenset(filter(None, users)))


def _name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower()


def main() -> None:
    """Print what is needed by what the command line names."""
    roots = [
        name
        for word in sys.argv[1:]
        for name in (declared(Path(word)) if Path(word).is_dir() else [word])
    ]
    locked = locked_in(Path(REQUIREMENTS).read_text())
    for name in closed(roots, locked):
        sys.stdout.write(locked[name].text + "\n")


if __name__ == "__main__":
    main()
