"""A real Redis that a test may stop, freeze and start again."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Final

_START_SECONDS: Final = 120  # the first time it may have to be installed


@dataclass
class RedisServer:
    """One server on a port of its own; what it holds goes with it."""

    port: int
    _process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, empty; returns when it accepts connections."""
        command = [sys.executable, "-m", "soko.backing.redis", str(self.port)]
        self._process = subprocess.Popen(  # noqa: S603  our own launcher
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        deadline = monotonic() + _START_SECONDS
        while not self._accepts():
            if self._process.poll() is not None or monotonic() > deadline:
                raise RuntimeError("redis-server did not start")
            sleep(0.02)

    def stop(self) -> None:
        """Kill it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Let it hold its connections and answer nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    async def restart(self) -> None:
        """Start it again, without stopping the test's event loop."""
        await asyncio.to_thread(self.start)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            os.kill(self._process.pid, number)

    def _accepts(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """Run a server for the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = RedisServer(port)
    server.start()
    try:
        yield server
    finally:
        server.stop()
