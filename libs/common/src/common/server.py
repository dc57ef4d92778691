"""The HTTP server of every process, which ends so that nobody notices.

After SIGTERM it is unready but answers on, each answer the last of its connection; then it takes
no more connections; then it waits until those that idle are so old that no client of ours would
use them again. Only then are they closed, and what is under way gets to finish. Ctrl-C skips the
waiting, since nobody routes requests to a process in a terminal.
"""

import asyncio
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from common import handover
from common.health import Check

UNREADY_SECONDS: Final = 2.0
"""From SIGTERM until no connection is accepted: by then nobody sends any."""
IDLE_SECONDS: Final = 4.0
"""Our own clients use no connection that idled longer; see `common.http` and the gateway."""
LINGER_SECONDS: Final = 5.0
"""From SIGTERM until idle connections are closed: longer than any of them is used."""
GRACE_SECONDS: Final = 15
"""What is under way then gets this long."""
_SETTLE_SECONDS: Final = 0.25
"""A connection that was accepted last is known, and its request read, within this time."""
_POLL_SECONDS: Final = 0.05


def _nothing() -> None:
    return


class Server(uvicorn.Server):
    """One listening port."""

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        leave: Callable[[], None] = _nothing,
        ready: Check | None = None,
    ) -> None:
        """`leave` is called when the end begins; `ready` is what whoever waits is told."""
        super().__init__(config)
        self._leave = leave
        self._ready = ready
        self._telling: asyncio.Task[None] | None = None

    @override
    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until a signal, on what was handed over to us or is bound now."""
        config = self.config
        await super().serve(sockets or [handover.listener(config.host, config.port)])

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and let it be known once all is ready."""
        await super().startup(sockets)
        if self._ready is not None:
            self._telling = asyncio.create_task(handover.tell_when(self._ready))

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End in order."""
        began = time.monotonic()
        self._leave()
        if self._telling is not None:
            self._telling.cancel()
        if signal.SIGTERM in self._captured_signals:
            self._answer_for_the_last_time()
            await self._wait(began + UNREADY_SECONDS)
            for server in self.servers:
                server.close()
            await self._wait(time.monotonic() + _SETTLE_SECONDS)
            await self._wait(began + LINGER_SECONDS, while_connected=True)
        await super().shutdown(sockets)

    @override
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals for ourselves: an end that was asked for is exit code 0."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()

    def _answer_for_the_last_time(self) -> None:
        self.config.loaded_app = _last(self.config.loaded_app)
        for connection in self.server_state.connections:
            if isinstance(connection, HttpToolsProtocol):
                connection.app = _last(connection.app)

    async def _wait(self, until: float, *, while_connected: bool = False) -> None:
        while time.monotonic() < until and not self.force_exit:
            if while_connected and not self.server_state.connections:
                return
            await asyncio.sleep(_POLL_SECONDS)


def run(server: Server) -> None:
    """Serve until a signal; exit code 3 where it could not start."""
    server.run()
    if not server.started:
        raise SystemExit(3)


def _last(app: Any) -> ASGIApp:
    """Have every answer say that the connection ends with it."""

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        async def closing(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), (b"connection", b"close")]
                message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, closing)

    return answering
