"""What a process takes over from whoever started it: its sockets, and a line to say "ready" on.

`SOKO_LISTEN` (`8101=5,8201=7`: port and descriptor) names sockets that are bound already. Two
processes that share one take their connections from one queue, so that none is lost when the
older leaves. `SOKO_READY_FD` is the end of a pipe that wants to be closed once all is ready.
Without either a process binds its own sockets and tells nobody.
"""

import asyncio
import os
import socket
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from typing import Final

from common.health import Check

LISTEN: Final = "SOKO_LISTEN"
READY: Final = "SOKO_READY_FD"
_POLL_SECONDS: Final = 0.1


def listener(host: str, port: int) -> socket.socket:
    """Return the socket that was handed over for the port, else one bound now; not listening."""
    inherited = _inherited(os.environ).get(port)
    if inherited is not None:
        taken = socket.socket(fileno=inherited)
        taken.set_inheritable(False)
        return taken
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    return bound


def described(sockets: Mapping[int, int]) -> str:
    """Write ports and their descriptors as `SOKO_LISTEN` has them."""
    return ",".join(f"{port}={descriptor}" for port, descriptor in sockets.items())


async def tell_when(ready: Check, environment: MutableMapping[str, str] = os.environ) -> None:
    """Say once that the process is ready, if anybody wants to know."""
    wanted = environment.pop(READY, None)
    if wanted is None:
        return
    while not await ready():  # noqa: ASYNC110  a check has no event
        await asyncio.sleep(_POLL_SECONDS)
    with suppress(OSError):  # whoever asked is gone
        os.write(int(wanted), b"ready\n")
        os.close(int(wanted))


def _inherited(environment: Mapping[str, str]) -> dict[int, int]:
    pairs = (pair.split("=") for pair in environment.get(LISTEN, "").split(",") if pair)
    return {int(port): int(descriptor) for port, descriptor in pairs}
