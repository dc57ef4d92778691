"""Start a process: `python -m common.launch orders.main` does what `python -m orders.main` does.

Importing makes a hundred thousand objects that live as long as the process. The collector would
look through them in vain: a tenth of the time that a start takes, and a pause of a tenth of a
second every so often later. So it rests while they are made, and leaves them alone afterwards.
"""

import gc
import importlib
import os
import sys

from common import crash

_NEW_OBJECTS = 20_000
"""The collector looks after so many: with Python's 700 it takes a twentieth of all time."""


def main() -> None:
    """Import the named module and call its `main`."""
    # Httpx and structlog load it where it is installed, for terminals that no process here has.
    sys.modules["rich"] = None  # type: ignore[assignment]
    # And purgatory Redis, for breakers that ours are not; who wants it loads it later.
    sys.modules["redis"] = None  # type: ignore[assignment]
    gc.disable()
    crash.listen(os.environ)
    module = importlib.import_module(sys.argv.pop(1))
    del sys.modules["redis"]
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    gc.enable()
    module.main()


if __name__ == "__main__":
    main()
