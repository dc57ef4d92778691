"""Running a fleet in front of a terminal, or behind it."""

import asyncio
import os
import signal
import subprocess
import sys

from rich.console import Console

from soko.children import sweep
from soko.environment import Fleet
from soko.fleet import display, replacing
from soko.fleet.state import Phase, State, held, hold, state_of
from soko.fleet.supervisor import Supervisor, run, supervisor_of
from soko.home import Home

_STOP_WITHIN = 60.0


async def in_front(fleet: Fleet, console: Console) -> int:
    """Start the fleet and stay until Ctrl-C; answers the exit code."""
    with hold(fleet.home):
        supervisor = supervisor_of(fleet)
        _catch_signals(supervisor)
        running = asyncio.create_task(_guarded(supervisor))
        state = await display.follow(lambda: supervisor.state, console)
        if state.phase is Phase.READY:
            display.show_addresses(fleet, state, console)
            console.print("Ctrl-C stops everything.")
        await running
        if supervisor.state.error:
            console.print(
                supervisor.state.error, style="red", markup=False, highlight=False, soft_wrap=True
            )
            return 1
        console.print("Everything is stopped.")
        return 0


async def behind(fleet: Fleet, console: Console) -> int:
    """Start a supervisor of its own and wait until all is ready; answers the exit code."""
    if held(fleet.home):
        console.print(f"a fleet already runs from {fleet.home.path}; `make down` stops it")
        return 1
    process = _detached(fleet)
    state = await display.follow(lambda: _seen(fleet.home, process), console)
    if state.phase is Phase.READY:
        display.show_addresses(fleet, state, console)
        console.print("It runs in the background; `make down` stops it.")
        return 0
    await asyncio.to_thread(process.wait)
    reason = state_of(fleet.home).error or f"the supervisor ended; see {fleet.home.log('fleet')}"
    console.print(reason, markup=False, highlight=False, soft_wrap=True)
    return 1


def down(home: Home) -> bool:
    """Stop the fleet of this home and whatever it left; answers whether there was anything."""
    was_held = held(home)
    if was_held:
        os.kill(state_of(home).supervisor, signal.SIGTERM)
        asyncio.run(_until_free(home))
    return bool(sweep(home.marker)) or was_held


async def _until_free(home: Home) -> None:
    async with asyncio.timeout(_STOP_WITHIN):
        while held(home):  # noqa: ASYNC110  another process gives it up
            await asyncio.sleep(0.1)


async def _guarded(supervisor: Supervisor) -> None:
    """Run the fleet; a failure becomes the state's error, for whoever started it."""
    try:
        await run(supervisor)
    except (RuntimeError, OSError, TimeoutError) as failure:
        supervisor.state.error = str(failure) or repr(failure)
        supervisor.state.phase = Phase.FAILED
    else:
        supervisor.state.phase = Phase.STOPPED
    supervisor.state.save(supervisor.home)


def _catch_signals(supervisor: Supervisor) -> None:
    loop = asyncio.get_running_loop()

    def stop() -> None:
        if supervisor.stopping.is_set():
            os._exit(130)  # asked twice: the watchdog ends the rest at once
        supervisor.stopping.set()

    for caught in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(caught, stop)
    loop.add_signal_handler(replacing.SIGNAL, supervisor.replace_what_is_asked)


def _detached(fleet: Fleet) -> "subprocess.Popen[bytes]":
    environment = os.environ | {
        "SOKO_HOME": str(fleet.home.path),
        "SOKO_PORT_OFFSET": str(fleet.ports.offset),
    }
    State(offset=fleet.ports.offset).save(fleet.home)
    with fleet.home.log("fleet").open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "soko.cli", "up"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def _seen(home: Home, process: "subprocess.Popen[bytes]") -> State:
    """The state as its file tells it; a supervisor that is gone has failed."""
    gone = process.poll() is not None
    state = state_of(home)
    if not gone and state.phase is Phase.STOPPED:
        state.phase = Phase.STARTING  # it has not taken the lock yet
    return state
