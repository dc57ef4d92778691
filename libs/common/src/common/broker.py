"""Connections to RabbitMQ that come back by themselves.

aio-pika's own robust connection is not used: it restores consumers silently wrong after
some failures, and one broken queue blocks its other channels. Here anything that ends is
torn down and built anew.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from time import monotonic
from typing import Final

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import DeliveryError
from pamqp.commands import Basic
from yarl import URL

from common import logs
from common.backoff import delays
from common.cancellation import being_cancelled, end_if_cancelled, torn

HEARTBEAT: Final = 10
"""Seconds; a silent network is noticed after three and a half times that."""
STEP_LIMIT: Final = 5.0
"""Seconds any single exchange with the broker may take, other than a publish."""
CONFIRM_LIMIT: Final = 10.0
"""Seconds to wait for a confirm; a broker that is out of memory or disk gives none."""
_LASTED: Final = 30.0

log = logs.logger("broker")


class Refused(Exception):
    """The broker answered, and did not take the message."""


class Unconfirmed(Exception):
    """Nobody knows whether the broker took the message; send it again."""


class Link:
    """One supervised connection; whoever needs a channel waits here for it."""

    def __init__(self, url: str, name: str) -> None:
        self._url = URL(url).update_query(heartbeat=HEARTBEAT)
        self._name = name
        self._up = asyncio.Event()
        self._connection: AbstractConnection | None = None

    @property
    def connected(self) -> bool:
        """Whether a channel could be had now."""
        return self._up.is_set()

    async def run(self) -> None:
        """Stay connected until cancelled; then close cleanly."""
        waits = delays()
        while True:
            since = monotonic()
            try:
                with torn():
                    connection = await self._connect()
            except Exception as error:  # a supervisor outlives every failure of what it watches
                log.warning("the broker is out of reach", link=self._name, error=repr(error))
            else:
                await self._hold(connection)
                log.warning("the broker connection ended", link=self._name)
            end_if_cancelled()
            if monotonic() - since > _LASTED:
                waits = delays()
            await asyncio.sleep(next(waits))

    @asynccontextmanager
    async def channel(self, *, confirming: bool = False) -> AsyncIterator[AbstractChannel]:
        """Wait for the connection and open a channel on it, closed at the end of the block."""
        while (connection := self._connection) is None:
            await self._up.wait()
        channel = connection.channel(publisher_confirms=confirming, on_return_raises=confirming)
        await channel.initialize(timeout=STEP_LIMIT)
        try:
            end_if_cancelled()
            yield channel
        finally:
            with suppress(Exception):
                async with asyncio.timeout(STEP_LIMIT):
                    await channel.close()

    async def reset(self) -> None:
        """Drop the connection, and with it everything built on it."""
        if (connection := self._connection) is not None:
            await _close(connection)

    async def _connect(self) -> AbstractConnection:
        async with asyncio.timeout(2 * STEP_LIMIT):
            return await aio_pika.connect(
                self._url,
                timeout=STEP_LIMIT,
                client_properties={"connection_name": self._name},
            )

    async def _hold(self, connection: AbstractConnection) -> None:
        lost = asyncio.Event()
        connection.close_callbacks.add(lambda *_: lost.set())
        if not connection.connected.is_set():  # it went before anyone listened
            lost.set()
        self._connection = connection
        self._up.set()
        log.info("connected to the broker", link=self._name)
        try:
            end_if_cancelled()
            await lost.wait()
        finally:
            self._connection = None
            self._up.clear()
            await _close(connection)


class Publisher:
    """One confirming channel that everything a process publishes goes through, in order."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._channel: AbstractChannel | None = None

    @property
    def ready(self) -> bool:
        """Whether a message published now would reach the broker."""
        return self._channel is not None and not self._channel.is_closed

    async def run(self) -> None:
        """Keep a channel open until cancelled."""
        waits = delays()
        while True:
            since = monotonic()
            try:
                with torn():
                    async with self._link.channel(confirming=True) as channel:
                        self._channel = channel
                        await channel.closed()
            except Exception as error:  # see Link.run
                log.warning("publishing was interrupted", error=repr(error))
            finally:
                self._channel = None
            end_if_cancelled()
            if monotonic() - since > _LASTED:
                waits = delays()
            await asyncio.sleep(next(waits))

    async def publish(
        self, message: aio_pika.Message, *, exchange: str, key: str, mandatory: bool = True
    ) -> None:
        """Return once the broker has stored the message.

        Raises `Refused` where it reached no queue (if mandatory) or the broker said no.
        """
        if (channel := self._channel) is None:
            raise Unconfirmed("not connected")
        target = await channel.get_exchange(exchange, ensure=False)
        with _named():
            answer = await target.publish(message, key, mandatory=mandatory, timeout=CONFIRM_LIMIT)
        if not isinstance(answer, Basic.Ack):
            raise Unconfirmed(f"not a confirm: {answer!r}")


@contextmanager
def _named() -> Iterator[None]:
    """Turn whatever a publish raises into an answer or the lack of one."""
    try:
        yield
    except DeliveryError as error:
        raise Refused(str(error)) from error
    except asyncio.CancelledError as error:
        if being_cancelled():
            raise
        raise Unconfirmed("the channel closed") from error
    except Exception as error:
        raise Unconfirmed(repr(error)) from error


async def _close(connection: AbstractConnection) -> None:
    with suppress(Exception):
        async with asyncio.timeout(STEP_LIMIT):
            await connection.close()
