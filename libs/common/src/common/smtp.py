"""The way to the mail server."""

from contextlib import suppress
from email.message import EmailMessage
from typing import Final
from urllib.parse import urlsplit

import aiosmtplib

SEND_SECONDS: Final = 10


class Line:
    """The connection to the mail server: opened for the first mail of a batch, kept for all."""

    def __init__(self, smtp_url: str) -> None:
        self._server = urlsplit(smtp_url)
        self._open: aiosmtplib.SMTP | None = None

    async def send(self, message: EmailMessage) -> None:
        """Send it; after a failure the next mail has a connection of its own."""
        try:
            if self._open is None:
                self._open = await self._connected()
            await self._open.send_message(message)
        except BaseException:
            self._drop()
            raise

    async def end(self) -> None:
        """Take leave."""
        if self._open is not None:
            with suppress(aiosmtplib.SMTPException, OSError):
                await self._open.quit()
        self._drop()

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None

    async def _connected(self) -> aiosmtplib.SMTP:
        server = self._server
        opened = aiosmtplib.SMTP(
            hostname=server.hostname,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.scheme == "smtps",
            timeout=SEND_SECONDS,
        )
        await opened.connect()
        return opened
