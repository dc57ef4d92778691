"""The demo shop of a fresh fleet: loaded once, by a process of its own."""

import asyncio
import os
import sys

from soko.children import tail
from soko.fleet.state import State
from soko.home import MARKER, Home


class SeedFailed(RuntimeError):
    """The demo shop could not be loaded; the message holds the last words."""


def is_furnished(home: Home) -> bool:
    """Whether the demo shop was loaded, or is not wanted (`SOKO_SEED=0`)."""
    return os.environ.get("SOKO_SEED") == "0" or (home.path / "seeded").exists()


async def furnish(home: Home, state: State) -> None:
    """Run `python -m soko.seed`; each line that it prints becomes the state's note."""
    log = home.log("seed")
    environment = os.environ | {
        "SOKO_HOME": str(home.path),
        "SOKO_PORT_OFFSET": str(state.offset),
        MARKER: home.marker,
    }
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "soko.seed",
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    assert process.stdout is not None  # noqa: S101  it was asked for
    async for line in process.stdout:
        state.note = line.decode().strip()
        state.save(home)
    if await process.wait() != 0:
        raise SeedFailed(
            f"the demo shop could not be loaded; `soko seed` tries again, SOKO_SEED=0 does without."
            f" The end of {log}:\n" + "\n".join(tail(log))
        )
    state.note = ""
