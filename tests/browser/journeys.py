"""Runs the journeys of `web/journeys` with Node and Chromium against a fleet."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from acceptance.fleet import Fleet

from soko.backing.packages import CHROMIUM, provided

HERE = Path(__file__).resolve().parents[2] / "web" / "journeys"
NAMES = sorted(
    path.name.removesuffix(".journey.ts") for path in (HERE / "src").rglob("*.journey.ts")
)
_VITEST = HERE.parent / "node_modules" / "vitest" / "vitest.mjs"
_FAILURES = HERE / "failures"
_MOST_SECONDS = 1_500


@dataclass(frozen=True)
class Journeys:
    """Journeys through one fleet, with one browser."""

    fleet: Fleet
    node: Path
    chromium: Path
    figures: Path
    """Where each journey leaves what it measured."""
    pictures: Path | None = None
    """Where the README's pictures go; none are taken without."""

    def make(self, name: str, *, only: str = "") -> None:
        """Make the journeys of one file; `only` those whose title ends so."""
        command = [str(self.node), str(_VITEST), "run", f"{name}.journey.ts"]
        ended = subprocess.run(  # noqa: S603
            [*command, *(["-t", f"{only}$"] if only else [])],
            cwd=HERE,
            env={**os.environ, **self._addresses(), **self._places()},
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=_MOST_SECONDS,
        )
        assert ended.returncode == 0, f"see above, and what pages looked like in {_FAILURES}"

    def _addresses(self) -> Mapping[str, str]:
        # Mails and providers lead to `localhost`, to a browser not the same place as 127.0.0.1.
        ports = self.fleet.settings.ports
        origins = {"GATEWAY": "gateway", "SIMULATOR": "simulator", "MAIL": "mail"}
        at = {
            f"SOKO_{name}": f"http://localhost:{ports[process]}"
            for name, process in origins.items()
        }
        return at | {"SOKO_MEDIA": self.fleet.settings.stand.objects.media_url}

    def _places(self) -> Mapping[str, str]:
        places = {
            "SOKO_CHROMIUM": self.chromium,
            "SOKO_FIGURES": self.figures,
            "SOKO_FAILURES": _FAILURES,
            "SOKO_PICTURES": self.pictures,
        }
        return {name: str(path) for name, path in places.items() if path is not None}


def load_the_demo(fleet: Fleet) -> None:
    """Fill the shelves, unless they are full."""
    place = {
        "SOKO_HOME": str(fleet.settings.home.path),
        "SOKO_PORT_OFFSET": str(fleet.settings.ports.offset),
    }
    subprocess.run(
        [sys.executable, "-m", "soko.cli", "seed"],
        env={**os.environ, **place},
        check=True,
        capture_output=True,
        timeout=180,
    )


def chromium_for(fleet: Fleet) -> Path:
    """The system's Chromium, installed if the machine has none."""
    return provided(CHROMIUM, fleet.settings.home.log("packages"))
