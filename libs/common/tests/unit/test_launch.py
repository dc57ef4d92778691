"""A process starts with a collector that leaves alone what lives as long as the process."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import gc
import sys

def main() -> None:
    print(gc.isenabled(), gc.get_freeze_count() > 1000, sys.argv[1:])
"""


def test_the_named_module_runs_with_its_arguments(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, "-m", "common.launch", "program", "one"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "True", "['one']"]
