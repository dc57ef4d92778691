"""What is derived from the event contracts is up to date: catalogue and topology."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_catalogue_and_the_topology_are_what_the_code_says() -> None:
    checked = subprocess.run(  # noqa: S603  our own script
        [sys.executable, str(ROOT / "scripts/events.py"), "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr
