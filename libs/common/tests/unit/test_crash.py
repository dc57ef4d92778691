"""A process dies exactly where it is told to, once, and never in production."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from common import crash

ROOT = Path(__file__).parents[4]
CALL = re.compile(r"crash\.here\(\s*(.*?)\s*\)", re.DOTALL)
NAME = re.compile(r'"([a-z_.]+)"')

PROGRAM = """
import os
import sys

from common import crash

crash.listen(os.environ)
print("ready", flush=True)
for passed in sys.stdin:
    crash.here(passed.strip())
    print("alive", flush=True)
"""


class Process:
    """A process that passes whatever point it is told to."""

    def __init__(self, folder: Path, profile: str) -> None:
        self.file = folder / "crash"
        self._popen = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", PROGRAM],
            env={"SOKO_CRASH_FILE": str(self.file), "SOKO_PROFILE": profile},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def state(self) -> str:
        return self.file.with_name("crash.state").read_text()

    def line(self) -> str:
        return self._popen.stdout.readline().strip()

    def passes(self, point: str) -> str:
        self._popen.stdin.write(f"{point}\n")
        self._popen.stdin.flush()
        return self.line()

    def arm(self, wish: str) -> str:
        """Ask for it, and return what the process made of it."""
        self.file.write_text(wish)
        self.file.with_name("crash.state").unlink(missing_ok=True)
        self._popen.send_signal(signal.SIGUSR2)
        deadline = time.monotonic() + 10
        while not (self.file.with_name("crash.state").exists() and self.state):
            assert time.monotonic() < deadline
        return self.state

    def ended(self) -> int:
        return self._popen.wait(10)

    def said(self) -> str:
        return self._popen.stderr.read()

    def close(self) -> None:
        self._popen.kill()
        self._popen.communicate()


@contextmanager
def running(folder: Path, *, profile: str = "test") -> Iterator[Process]:
    process = Process(folder, profile)
    try:
        yield process
    finally:
        process.close()


def test_an_armed_process_dies_at_the_hit_th_pass_of_its_point(tmp_path: Path) -> None:
    with running(tmp_path) as process:
        assert process.line() == "ready"
        assert process.state == "unarmed"
        assert process.passes("relay.confirmed") == "alive"
        assert process.arm("relay.confirmed:2") == "armed relay.confirmed:2"
        assert process.passes("relay.confirmed") == "alive"
        assert process.passes("relay.recorded") == "alive"
        assert process.passes("relay.confirmed") == ""
        assert process.ended() == -signal.SIGKILL
        assert process.state == "struck relay.confirmed"


def test_a_process_that_was_armed_before_its_start_dies_once(tmp_path: Path) -> None:
    (tmp_path / "crash").write_text("mail.accepted:1")
    with running(tmp_path) as process:
        assert process.line() == "ready"
        assert process.passes("mail.accepted") == ""
        assert process.ended() == -signal.SIGKILL
    with running(tmp_path) as process:
        assert process.line() == "ready"
        assert process.passes("mail.accepted") == "alive"


def test_a_process_is_disarmed_when_its_file_is_gone(tmp_path: Path) -> None:
    (tmp_path / "crash").write_text("mail.accepted:1")
    with running(tmp_path) as process:
        assert process.line() == "ready"
        process.file.unlink()
        process.file.with_name("crash.state").unlink()
        assert process.arm("no.such.point:1").startswith("refused")
        assert process.passes("mail.accepted") == "alive"


@pytest.mark.parametrize("wish", ["relay.confrmed:1", "", "mail.accepted", "mail.accepted:0"])
def test_what_nobody_knows_is_refused(tmp_path: Path, wish: str) -> None:
    with running(tmp_path) as process:
        assert process.line() == "ready"
        assert process.arm(wish).startswith("refused ")
        assert process.passes("mail.accepted") == "alive"


@pytest.mark.parametrize("profile", [{"SOKO_PROFILE": "production"}, {}])
def test_production_does_not_start_with_a_crash_file(
    tmp_path: Path, profile: dict[str, str]
) -> None:
    with pytest.raises(crash.Refused, match="production"):
        crash.listen({"SOKO_CRASH_FILE": str(tmp_path / "crash"), **profile})


def test_without_a_file_nothing_listens() -> None:
    before = signal.getsignal(signal.SIGUSR2)
    crash.listen({"SOKO_PROFILE": "production"})
    assert signal.getsignal(signal.SIGUSR2) is before


def test_every_registered_point_stands_somewhere_and_every_place_is_registered() -> None:
    places = [
        call
        for source in ROOT.glob("**/src/**/*.py")
        if ".venv" not in source.parts
        for call in CALL.findall(source.read_text())
    ]
    named = {name for place in places for name in NAME.findall(place)}
    assert [place for place in places if not NAME.fullmatch(place)] == []
    assert named == set(crash.POINTS)


def test_every_process_of_the_shop_owns_points() -> None:
    services = ("users", "catalog", "cart", "orders", "payments")
    processes = {f"{name}-{kind}" for name in services for kind in ("api", "worker")} | {"gateway"}
    assert {owner for point in crash.POINTS.values() for owner in point.owners} == processes
    assert "relay.confirmed" in crash.points_of("orders-worker")
    assert "relay.confirmed" not in crash.points_of("orders-api")
