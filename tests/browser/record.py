"""What the journeys measured, gathered into one file."""

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Line = dict[str, Any]


def write(record: Path, figures: Path, chromium: Path) -> None:
    """Gather the figures that the journeys left."""
    kinds = {kind: _lines(figures / f"{kind}.jsonl") for kind in ("journeys", "pages", "budgets")}
    told = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "browser": _version(chromium),
    }
    record.write_text(json.dumps(told | kinds, indent=2) + "\n")


def _lines(file: Path) -> list[Line]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def _version(chromium: Path) -> str:
    said = subprocess.run(  # noqa: S603
        [str(chromium), "--version"], capture_output=True, text=True, check=True, timeout=30
    )
    return said.stdout.strip()
