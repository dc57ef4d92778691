"""A process is replaced by one that is ready, or not at all."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from soko.children import Child, end, spawn
from soko.fleet import replacing
from soko.fleet.replacing import NotReplaced, ask, asked, beside, leave
from soko.fleet.sockets import Sockets
from soko.fleet.state import State
from soko.fleet.units import REPLACEABLE, Unit
from soko.home import Home, home_at

SAYS = "import os, signal; os.write({ready}, b'ready\\n'); os.close({ready}); signal.pause()"
DIES = "raise SystemExit(1)"
WAITS = "import signal; signal.pause()"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_at(tmp_path)


def _unit(script: str, log: Path, started: list[Child]) -> Unit:
    async def start(ready: int | None) -> list[Child]:
        assert ready is not None
        argv = [sys.executable, "-c", script.format(ready=ready)]
        started.append(await spawn("x", argv, env=dict(os.environ), log=log, inherited=[ready]))
        return started[-1:]

    return Unit("orders-api", 0, log, start, None, Sockets())


async def test_a_process_that_says_so_is_taken(tmp_path: Path) -> None:
    started: list[Child] = []

    fresh = await beside(_unit(SAYS, tmp_path / "log", started))

    assert fresh == started
    assert fresh[0].alive
    await leave(fresh)
    assert not fresh[0].alive


@pytest.mark.parametrize("script", [DIES, WAITS])
async def test_a_process_that_does_not_become_ready_is_ended(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacing, "READY_WITHIN", 0.5)
    started: list[Child] = []

    with pytest.raises(NotReplaced, match="orders-api: the new process did not become ready"):
        await beside(_unit(script, tmp_path / "log", started))

    assert not started[0].alive


def test_what_is_asked_for_is_heard_once(home: Home) -> None:
    heard: list[int] = []
    before = signal.signal(replacing.SIGNAL, lambda number, _: heard.append(number))
    State(supervisor=os.getpid()).save(home)
    try:
        ask(home, ["gateway", "orders-api"])
    finally:
        signal.signal(replacing.SIGNAL, before)

    assert heard == [replacing.SIGNAL]
    assert asked(home) == ["gateway", "orders-api"]
    assert asked(home) == []


@pytest.mark.parametrize("name", ["postgres", "simulator", "nobody"])
def test_what_stands_alone_cannot_be_replaced(name: str, home: Home) -> None:
    with pytest.raises(NotReplaced, match=f"{name} cannot be replaced"):
        ask(home, [name])

    assert asked(home) == []


def test_all_processes_of_the_shop_can_be_replaced() -> None:
    services = ("users", "catalog", "cart", "orders", "payments")
    own = {f"{service}-{kind}" for service in services for kind in ("api", "worker")}
    assert set(REPLACEABLE) == {"gateway", *own}


def test_a_bound_port_refuses_callers_until_a_process_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sockets = Sockets((port,))
    descriptor = sockets.descriptors()[port]
    with socket.socket() as caller:
        refused = caller.connect_ex(("127.0.0.1", port))
    listening = f"import socket; s = socket.socket(fileno={descriptor}); s.listen(); print(1)"
    told: Any = subprocess.run(
        [sys.executable, "-c", listening], pass_fds=[descriptor], check=True, capture_output=True
    )
    again = sockets.descriptors()[port]
    sockets.close()

    assert refused != 0
    assert json.loads(told.stdout) == 1
    assert again == descriptor
    with socket.socket() as next_one:
        next_one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        next_one.bind(("127.0.0.1", port))


async def test_ending_can_be_asked_for_in_another_way(tmp_path: Path) -> None:
    script = (
        "import signal, sys; signal.signal(15, lambda *_: sys.exit(7));"
        " print(1, flush=True); signal.pause()"
    )
    log = tmp_path / "log"
    argv = [sys.executable, "-c", script]
    child = await spawn("x", argv, env=dict(os.environ), log=log, first=signal.SIGINT)
    while not log.read_text():  # noqa: ASYNC110  written by another process
        await asyncio.sleep(0.02)

    await end(child, first=signal.SIGTERM, grace=5)

    assert child.process.returncode == 7
