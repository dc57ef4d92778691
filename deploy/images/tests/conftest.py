import subprocess
import sys
from pathlib import Path

import pytest

import composition
import recipe

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def stages():
    """The Dockerfile's stages; the last is the image."""
    return recipe.stages_of(list(recipe.steps_in((ROOT / "Dockerfile").read_text())))


@pytest.fixture(scope="session")
def variables(tmp_path_factory):
    """What `make compose-env` makes for a demo."""
    folder = tmp_path_factory.mktemp("compose")
    subprocess.run([sys.executable, "-m", "soko.containers"], cwd=folder, check=True)
    return composition.dotenv((folder / ".env").read_text())


@pytest.fixture(scope="session")
def composed(variables):
    """docker-compose.yml with these variables."""
    return composition.composed(composition.FILE, variables)


@pytest.fixture(scope="session")
def ours(composed):
    """The services that run the images built here, by name."""
    return {name: one for name, one in composed["services"].items() if "build" in one}


@pytest.fixture(scope="session")
def from_image(stages):
    """What the image itself sets."""
    set_there = recipe.variables_of(stages[-1])
    return {name: value for name, value in set_there.items() if name.startswith("SOKO_")}
