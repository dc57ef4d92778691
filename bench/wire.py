"""HTTP/1.1 with next to nothing around it: what a load generator spends, the shop does not have."""

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import orjson

_SECONDS: Final = 30.0
_CHUNKED: Final = b"\r\ntransfer-encoding: chunked"
_LENGTH: Final = b"\r\ncontent-length: "


class WrongAnswer(RuntimeError):
    """The shop answered something else than the journey needs."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where something listens on this machine."""

    port: int
    host: str = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its status, its head with names in lower case, its body."""

    status: int
    head: bytes
    body: bytes

    def json(self) -> Any:
        """Return the body as what it means."""
        return orjson.loads(self.body) if self.body else None

    def header(self, name: str) -> str:
        """Return a header that has to be there."""
        _, found, rest = self.head.partition(b"\r\n" + name.encode() + b": ")
        if not found:
            raise WrongAnswer(f"the answer has no {name}")
        return rest.partition(b"\r\n")[0].decode()


class Visit:
    """One connection, for one operation; it is opened with the first request."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._streams is not None:
            self._streams[1].close()

    async def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: Any = None
    ) -> Answer:
        """Send one request and read its whole answer."""
        async with asyncio.timeout(_SECONDS):
            if self._streams is None:
                address = self._address
                self._streams = await asyncio.open_connection(address.host, address.port)
            reader, writer = self._streams
            writer.write(_request(method, path, headers or {}, body))
            return await _answer(reader)

    async def must(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: Any = None
    ) -> Answer:
        """Send one request that has to succeed."""
        answer = await self.ask(method, path, headers, body)
        if not 200 <= answer.status < 300:  # noqa: PLR2004
            raise WrongAnswer(f"{method} {path}: {answer.status} {answer.body[:300]!r}")
        return answer


def _request(method: str, path: str, headers: dict[str, str], body: Any) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    sent = b"" if body is None else orjson.dumps(body)
    if sent or method == "POST":
        lines += ["content-type: application/json", f"content-length: {len(sent)}"]
    return "\r\n".join([*lines, "\r\n"]).encode() + sent


async def _answer(reader: asyncio.StreamReader) -> Answer:
    whole = await reader.readuntil(b"\r\n\r\n")
    head = b"\r\n".join(_named(line) for line in whole.split(b"\r\n"))
    status = int(whole[9:12])
    if _CHUNKED in head:
        return Answer(status, head, await _chunks(reader))
    _, _, rest = head.partition(_LENGTH)
    length = int(rest.partition(b"\r\n")[0] or 0)
    return Answer(status, head, await reader.readexactly(length) if length else b"")


def _named(line: bytes) -> bytes:
    """Return a header line with its name in lower case; a value keeps its own."""
    name, colon, value = line.partition(b":")
    return name.lower() + colon + value


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return bytes(body)
