"""A Redis in memory, for tests and trials: `python -m soko.backing.redis PORT`.

It takes the machine's `redis-server`, or installs the system's package without starting its
service, and becomes it: whoever started this ends Redis by ending this.
"""

import os
import sys
import tempfile
from pathlib import Path

from soko.backing.packages import REDIS, provided


def main() -> None:
    """Become the server."""
    port = sys.argv[1]
    folder = Path(tempfile.gettempdir())
    program = provided(REDIS, folder / "soko-redis-package.log")
    settings = {"port": port, "bind": "127.0.0.1", "save": "", "appendonly": "no"}
    argv = [part for name, value in settings.items() for part in (f"--{name}", value)]
    os.chdir(folder)
    os.execv(program, [str(program), *argv])  # noqa: S606  a program, not a shell


if __name__ == "__main__":
    main()
