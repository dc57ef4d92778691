import subprocess

import pytest

from soko import web
from soko.environment import environment_of, fleet_at
from soko.home import home_at


@pytest.fixture
def built(tmp_path, monkeypatch):
    """The folder that stands for web/dist, in this process and in what reads its name."""
    monkeypatch.setattr(web, "BUILT", tmp_path / "dist")
    monkeypatch.setattr("soko.environment.BUILT", tmp_path / "dist")
    monkeypatch.delenv("SOKO_WEB_DIR", raising=False)
    return tmp_path / "dist"


@pytest.fixture
def fleet(tmp_path):
    return fleet_at(home_at(tmp_path / "home"), 1000)


def test_a_fleet_serves_what_was_built(built, fleet):
    (built / "admin").mkdir(parents=True)
    (built / "admin/index.html").touch()

    told = environment_of("gateway", fleet)

    assert web.built() == ("admin",)
    assert told["SOKO_WEB_DIR"] == str(built)
    assert told["SOKO_MEDIA_BASE_URL"] == fleet.stand.objects.media_url


def test_a_fleet_starts_without_what_was_not_built(built, fleet):
    assert web.built() == ()
    assert environment_of("gateway", fleet)["SOKO_WEB_DIR"] == ""


def test_another_folder_can_be_served(built, fleet, monkeypatch):
    monkeypatch.setenv("SOKO_WEB_DIR", "/srv/shop")

    assert environment_of("gateway", fleet)["SOKO_WEB_DIR"] == "/srv/shop"


def test_there_is_a_node_of_our_own():
    version = subprocess.check_output([web.node(), "--version"], text=True)

    assert version.startswith("v24.")
