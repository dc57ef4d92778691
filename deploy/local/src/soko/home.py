"""Where a fleet keeps its state: one folder, `SOKO_HOME`, so that two fleets never meet."""

import os
from dataclasses import dataclass
from pathlib import Path

MARKER = "SOKO_FLEET"
"""Environment variable that every process of a fleet carries; its value is the fleet's home."""


@dataclass(frozen=True)
class Home:
    """A fleet's folder; every path below it is made when it is first asked for."""

    path: Path

    def folder(self, name: str) -> Path:
        """A folder of this fleet, made if it is missing."""
        made = self.path / name
        made.mkdir(parents=True, exist_ok=True)
        return made

    def log(self, name: str) -> Path:
        """The log file of one process."""
        return self.folder("logs") / f"{name}.log"

    @property
    def marker(self) -> str:
        """What tells this fleet's processes from all others on the machine."""
        return str(self.path)


def home_at(path: Path | str | None = None) -> Home:
    """The home at this path, else at `SOKO_HOME`, else `.soko` in the working folder."""
    chosen = Path(path or os.environ.get("SOKO_HOME") or ".soko").expanduser().resolve()
    chosen.mkdir(parents=True, exist_ok=True)
    return Home(chosen)


def write_private(path: Path, text: str) -> None:
    """Replace a file at once with one that only its owner reads (mode 0600)."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
