import asyncio
from typing import Any

import pytest

from common.one_write import Joined


class Transport:
    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.is_closed = False

    def write(self, data: bytes) -> None:
        assert not self.is_closed
        self.written.append(data)

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed


@pytest.fixture
def under() -> Transport:
    return Transport()


@pytest.fixture
async def joined(under: Any) -> Joined:
    return Joined(under, asyncio.get_running_loop())


async def test_what_is_written_in_one_turn_leaves_together(joined: Joined, under: Any) -> None:
    joined.write(b"head ")
    joined.write(b"body")
    assert under.written == []

    await asyncio.sleep(0)
    joined.write(b"next")
    await asyncio.sleep(0)

    assert under.written == [b"head body", b"next"]


async def test_closing_writes_what_is_left_first(joined: Joined, under: Any) -> None:
    joined.write(b"goodbye")
    joined.close()

    await asyncio.sleep(0)

    assert (under.written, under.is_closed) == ([b"goodbye"], True)


async def test_an_aborted_connection_is_written_to_no_more(joined: Joined, under: Any) -> None:
    joined.write(b"too late")
    joined.abort()

    await asyncio.sleep(0)

    assert under.written == []


async def test_much_at_once_does_not_wait(joined: Joined, under: Any) -> None:
    joined.write(b"x" * 65_536)
    joined.write(b"y")

    assert under.written == [b"x" * 65_536 + b"y"]
