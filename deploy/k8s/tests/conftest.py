import importlib
import os
import shutil
from functools import cache

import pytest

from cluster import preview
from cluster.__main__ import local_secrets
from cluster.manifests import FOLDER, render
from cluster.processes import processes_of

OVERLAYS = ("dev", "pr-7", "prod")


@pytest.fixture(scope="session")
def k8s(tmp_path_factory):
    """The manifests with what git does not hold: secrets, and the overlay of a pull request."""
    copy = tmp_path_factory.mktemp("manifests") / "k8s"
    made_here = shutil.ignore_patterns("secrets", "pr-*", "tests", "src")
    shutil.copytree(FOLDER, copy, ignore=made_here)
    local_secrets(copy)
    there = copy / "overlays"
    preview.write(there, 7, tag="0a1b2c3", domain="preview.soko.example", registry="ghcr.io/soko")
    return copy


@pytest.fixture(scope="session")
def rendered(k8s):
    """Gives the manifests of an overlay by its name."""
    return cache(lambda overlay: render(k8s / "overlays" / overlay))


@pytest.fixture(params=OVERLAYS)
def overlay(request):
    return request.param


@pytest.fixture
def documents(rendered, overlay):
    return rendered(overlay)


@pytest.fixture
def processes(documents):
    return processes_of(documents)


@pytest.fixture
def told(rendered, monkeypatch):
    """Gives a process exactly its variables, with dev's values where the overlay knows none."""
    spare = processes_of(rendered("dev"))
    return lambda process: _tell(process, spare, monkeypatch)


@pytest.fixture(scope="session")
def routes(rendered):
    """Gives the routes of a service's api, made as its process makes it."""
    spare = processes_of(rendered("dev"))

    @cache
    def of(service):
        with pytest.MonkeyPatch.context() as patch:
            _tell(spare[f"{service}-api"], spare, patch)
            main = importlib.import_module(f"{service}.main")
            return list(_flat(main.create_app(main.Settings()).routes))

    return of


def _tell(process, spare, patch):
    for name in [name for name in os.environ if name.startswith("SOKO_")]:
        patch.delenv(name)
    known = spare[process.name].values
    for name in process.places.keys() | process.values.keys():
        value = process.values.get(name, known.get(name))
        if value is not None:
            patch.setenv(name, value)


def _flat(routes):
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from _flat(included.routes)
