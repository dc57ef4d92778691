"""The supervisor with two small processes: it starts, heals, reports and leaves nothing."""

import json
import os
import signal
import subprocess
import sys
import time

import httpx
import psutil
import pytest

from soko.children import marked
from soko.fleet.state import Phase, state_of
from soko.home import home_at

SMALL = "mail,simulator"


class Soko:
    """The command, for one home."""

    def __init__(self, home, offset):
        self.home = home
        self.environment = os.environ | {
            "SOKO_HOME": str(home),
            "SOKO_PORT_OFFSET": str(offset),
            "SOKO_UNITS": SMALL,
            "SOKO_SEED": "0",
        }

    def __call__(self, *arguments, **variables):
        return subprocess.run(
            [sys.executable, "-m", "soko.cli", *arguments],
            env=self.environment | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    def processes(self):
        found = json.loads(self("status", "--json").stdout)["processes"]
        return {process["name"]: process for process in found}


@pytest.fixture
def soko(tmp_path, offset):
    command = Soko(tmp_path, offset)
    yield command
    command("down")


def until(condition, within=40):
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.1)


def test_a_fleet_starts_behind_tells_where_it_is_and_leaves_nothing(soko, tmp_path):
    started = soko("up", "--detach")

    assert started.returncode == 0, started.stdout
    assert "Mail that the shop sent" in started.stdout
    processes = soko.processes()
    assert set(processes) == set(SMALL.split(","))
    assert all(process["ready"] for process in processes.values())
    assert set(processes["mail"]) == {"name", "pid", "port", "ready", "log"}

    assert soko("down").returncode == 0
    assert marked(str(tmp_path)) == []


def test_a_process_that_is_killed_is_started_again(soko):
    assert soko("up", "--detach").returncode == 0
    before = soko.processes()["mail"]

    os.kill(before["pid"], signal.SIGKILL)

    url = f"http://127.0.0.1:{before['port']}/healthz"
    until(lambda: soko.processes()["mail"]["pid"] not in {None, before["pid"]})
    until(lambda: httpx.get(url).is_success if soko.processes()["mail"]["ready"] else False)


def test_nothing_is_left_when_the_supervisor_is_killed(soko, tmp_path):
    assert soko("up", "--detach").returncode == 0
    home = home_at(tmp_path)

    os.kill(state_of(home).supervisor, signal.SIGKILL)

    until(lambda: marked(str(tmp_path)) == [])
    assert state_of(home).phase is Phase.STOPPED


def test_a_process_that_cannot_start_is_named_with_its_last_words(soko, tmp_path):
    failed = soko("up", "--detach", SOKO_UNITS="gateway", SOKO_RATE_AUTH="many")

    assert failed.returncode == 1
    assert "gateway" in failed.stdout
    assert "rate_auth" in failed.stdout
    assert marked(str(tmp_path)) == []


def test_a_second_fleet_from_the_same_home_is_refused(soko):
    assert soko("up", "--detach").returncode == 0

    refused = soko("up")

    assert refused.returncode == 1
    assert "SOKO_PORT_OFFSET" in refused.stderr


def test_a_second_fleet_beside_it_names_the_port_that_is_taken(soko, tmp_path):
    assert soko("up", "--detach").returncode == 0

    refused = soko("up", SOKO_HOME=str(tmp_path / "other"))

    assert refused.returncode == 1
    assert "is taken" in refused.stdout
    assert psutil.pid_exists(soko.processes()["mail"]["pid"])
