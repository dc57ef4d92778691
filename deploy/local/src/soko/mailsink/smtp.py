"""The SMTP side of the sink: takes every mail and sends none on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiosmtpd.smtp import SMTP, Envelope, Session

from soko.mailsink.box import Box, parse

LARGEST = 10 * 1024 * 1024
"""Bytes of the largest mail taken."""


class Intake:
    """Puts each delivered mail into the box."""

    def __init__(self, box: Box) -> None:
        self._box = box

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail; aiosmtpd calls this after DATA."""
        self._box.put(parse(envelope.original_content or b"", envelope.rcpt_tos))
        return "250 Message accepted"


@asynccontextmanager
async def listening(box: Box, *, host: str, port: int) -> AsyncIterator[int]:
    """Take mail at this address while the block runs; yields the port it got."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Intake(box), data_size_limit=LARGEST, enable_SMTPUTF8=True, loop=loop),
        host,
        port,
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
