"""A TCP connection whose faults a test decides: slow, silent, cut off or refused."""

import asyncio
import random
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

_CHUNK: Final = 16_384
_NO_LINGER: Final = struct.pack("ii", 1, 0)


@dataclass
class Wire:
    """What lies between a client and a server on this machine; changes hold at once."""

    host: str
    port: int
    """Where the server is."""
    silent_up: bool = False
    """What the client sends vanishes, and nobody is told."""
    silent_down: bool = False
    """What the server sends vanishes."""
    refusing: bool = False
    """New connections are reset."""
    delay: tuple[float, float] = (0.0, 0.0)
    """Seconds that each piece takes, at least and at most."""
    rate: float | None = None
    """Bytes a second, each way and connection."""
    seed: int = 1
    at: int = 0
    """The port where clients connect."""
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut_all(self) -> None:
        """Reset every connection."""
        for writer in list(self._writers):
            _reset(writer)

    def heal(self) -> None:
        """Behave from now on; what went silent stays so until its ends give it up."""
        self.silent_up = self.silent_down = self.refusing = False
        self.delay, self.rate = (0.0, 0.0), None

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until either end closes it."""
        if self.refusing:
            _reset(writer)
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(self.host, self.port)
        except OSError:
            _reset(writer)
            return
        self._writers |= {writer, far_writer}
        ways = (
            asyncio.create_task(self._carry(reader, far_writer, up=True)),
            asyncio.create_task(self._carry(far_reader, writer, up=False)),
        )
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for end in (writer, far_writer):
                self._writers.discard(end)
                end.close()

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, up: bool
    ) -> None:
        chance = random.Random(f"{self.seed}:{up}")  # noqa: S311  repeatable
        with suppress(OSError):
            while piece := await reader.read(_CHUNK):
                await asyncio.sleep(self._takes(piece, chance))
                if not (self.silent_up if up else self.silent_down):
                    writer.write(piece)
                    await writer.drain()

    def _takes(self, piece: bytes, chance: random.Random) -> float:
        rated = len(piece) / self.rate if self.rate else 0.0
        return chance.uniform(*self.delay) + rated


@asynccontextmanager
async def wire_to(port: int, host: str = "127.0.0.1") -> AsyncIterator[Wire]:
    """Put a wire in front of a port of this machine."""
    wire = Wire(host, port)
    server = await asyncio.start_server(wire.accept, "127.0.0.1", 0)
    wire.at = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        wire.cut_all()


def _reset(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        it = writer.get_extra_info("socket")
        it.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    writer.transport.abort()
