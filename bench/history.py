"""What was recorded: one JSON file a run, beside the page that shows them all."""

import json
from pathlib import Path
from typing import Any, Final

RESULTS: Final = Path(__file__).with_name("results")
FORMAT: Final = 2
"""Of the recorded files; older ones measured other things."""


def recorded(found: dict[str, Any], folder: Path = RESULTS) -> Path:
    """Keep a run and return its file."""
    folder.mkdir(exist_ok=True)
    name = found["at"].replace(":", "").replace("+0000", "Z")
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"format": FORMAT, **found}, indent=1) + "\n")
    return path


def runs(folder: Path = RESULTS) -> list[dict[str, Any]]:
    """Return all recorded runs, the oldest first."""
    found = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    return [one for one in found if isinstance(one, dict) and one.get("format") == FORMAT]
