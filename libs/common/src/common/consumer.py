"""Deliveries: parse, claim, handle, commit, and only then acknowledge.

Every delivery gets exactly one explicit answer. A message that fails by itself climbs the
ladder of its queue's own retry queues; when what everyone needs is down, nothing moves:
deliveries go back where they were and consuming pauses.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue
from prometheus_client import Counter

from common import crash, logs
from common.backoff import delays
from common.broker import STEP_LIMIT, Link, Publisher, Refused, Unconfirmed
from common.cancellation import end_if_cancelled, torn
from common.failures import Verdict
from common.topology import LADDER, retry_exchange, retry_queue

PREFETCH: Final = 20
DRAIN_LIMIT: Final = 15.0
"""Seconds handlers get to finish once consuming ends."""
WATCH_EVERY: Final = 30.0
"""Seconds after which the broker is asked whether it still delivers."""
RETRY_HEADER: Final = "x-retry"
_BROKERS_OWN: Final = ("x-death", "x-first-", "x-last-", "x-delivery-count", RETRY_HEADER)

MESSAGES: Final = Counter("soko_messages_total", "Deliveries by outcome.", ("queue", "outcome"))

log = logs.logger("consumer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What every queue of a process works with."""

    service: str
    link: Link
    publisher: Publisher
    handle: Callable[[AbstractIncomingMessage], Awaitable[Verdict]]
    """Says what becomes of a delivery; never raises."""
    probe: Callable[[], Awaitable[object]]
    """Raises while handlers could not work."""
    slots: asyncio.Semaphore
    """As many as handlers may run at once, over all queues."""


async def consume(queue: str, means: Means) -> None:
    """Handle the queue's messages until cancelled; what is in hand then gets to finish."""
    waits = delays()
    while True:
        shift = _Shift(queue, means)
        try:
            with torn():
                async with means.link.channel() as channel:
                    await shift.work(channel)
        except Exception as error:  # a missing queue, a lost channel: try again from the start
            log.warning("consuming was interrupted", queue=queue, error=repr(error))
        end_if_cancelled()
        if shift.settled:
            waits = delays()
        if shift.trouble:
            await _recovered(means, queue)
        else:
            await asyncio.sleep(next(waits))


async def _recovered(means: Means, queue: str) -> None:
    for wait in delays():
        await asyncio.sleep(wait)
        try:
            await means.probe()
        except Exception as error:
            log.warning("consuming is paused", queue=queue, error=repr(error))
        else:
            log.info("consuming resumes", queue=queue)
            return


class _Shift:
    """Consuming one queue on one channel, from `consume` to the last settled delivery."""

    def __init__(self, queue: str, means: Means) -> None:
        self._queue = queue
        self._means = means
        self._over = asyncio.Event()
        self._in_hand: set[asyncio.Task[None]] = set()
        self._seen_settled = 0
        self.settled = 0
        self.trouble = False

    async def work(self, channel: AbstractChannel) -> None:
        """Consume until the channel, the consumer or what handlers need is lost."""
        channel.close_callbacks.add(lambda *_: self._over.set())
        underlay = await channel.get_underlay_channel()
        underlay.on_consumer_cancel_callbacks.add(lambda _: self._over.set())
        await channel.set_qos(prefetch_count=PREFETCH, timeout=STEP_LIMIT)
        queue = await channel.get_queue(self._queue, ensure=False)
        tag = await queue.consume(self._take, timeout=STEP_LIMIT)
        log.info("consuming", queue=self._queue)
        try:
            await self._watch()
        finally:
            await self._finish(queue, tag)

    async def _take(self, message: AbstractIncomingMessage) -> None:
        # A task of our own: those of the channel are cancelled when it closes.
        task = asyncio.create_task(self._deliver(message))
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)

    async def _watch(self) -> None:
        while not self._over.is_set():
            end_if_cancelled()
            try:
                async with asyncio.timeout(WATCH_EVERY):
                    await self._over.wait()
            except TimeoutError:
                if not await self._healthy():
                    return

    async def _healthy(self) -> bool:
        """Ask the broker whether it still delivers to us; nothing else reveals a lost consumer."""
        try:
            with torn():
                async with asyncio.timeout(2 * STEP_LIMIT), self._means.link.channel() as channel:
                    queue = await channel.declare_queue(
                        self._queue, passive=True, timeout=STEP_LIMIT
                    )
        except Exception as error:
            log.warning("the queue does not answer", queue=self._queue, error=repr(error))
            await self._means.link.reset()
            return False
        state = queue.declaration_result
        moving = bool(self._in_hand) or self.settled > self._seen_settled
        self._seen_settled = self.settled
        healthy = bool(state.consumer_count) and (moving or not state.message_count)
        if not healthy:
            log.warning("the consumer is lost", queue=self._queue, waiting=state.message_count)
        return healthy

    async def _finish(self, queue: AbstractQueue, tag: str) -> None:
        with suppress(Exception), torn():
            await queue.cancel(tag, timeout=STEP_LIMIT)
        if self._in_hand:
            _, late = await asyncio.wait(self._in_hand, timeout=DRAIN_LIMIT)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _deliver(self, message: AbstractIncomingMessage) -> None:
        try:
            async with self._means.slots:
                verdict = Verdict.REQUEUE
                if not self.trouble:
                    crash.here("consumer.received")
                    verdict = await self._means.handle(message)
            if verdict is Verdict.REQUEUE:
                self.trouble = True
                self._over.set()
            await self._settle(message, verdict)
        except asyncio.CancelledError:
            await _answer(message.nack(requeue=True))
            raise

    async def _settle(self, message: AbstractIncomingMessage, verdict: Verdict) -> None:
        MESSAGES.labels(self._queue, verdict).inc()
        match verdict:
            case Verdict.DONE:
                crash.here("consumer.committed")
                await _answer(message.ack())
                crash.here("consumer.acked")
            case Verdict.RETRY:
                await self._put_off(message)
            case Verdict.DEAD:
                crash.here("consumer.burying")
                await _answer(message.reject(requeue=False))
            case Verdict.REQUEUE:
                await _answer(message.nack(requeue=True))
        self.settled += verdict is not Verdict.REQUEUE

    async def _put_off(self, message: AbstractIncomingMessage) -> None:
        """Move the message to the next step of the ladder; the copy is safe before we let go."""
        climbed = _climbed(message)
        if climbed >= len(LADDER):
            log.error("a message is dead", queue=self._queue, id=message.message_id)
            await _answer(message.reject(requeue=False))
            return
        crash.here("consumer.putting_off")
        try:
            await self._means.publisher.publish(
                _copy(message, climbed + 1),
                exchange=retry_exchange(self._means.service),
                key=retry_queue(self._queue, LADDER[climbed]),
            )
        except (Refused, Unconfirmed) as error:
            log.warning("a message could not be put off", queue=self._queue, error=repr(error))
            await asyncio.sleep(1)  # or it would be back at once
            await _answer(message.nack(requeue=True))
        else:
            crash.here("consumer.put_off")
            await _answer(message.ack())


async def _answer(answering: Awaitable[None]) -> None:
    # On a lost channel there is nobody to answer; the broker delivers the message again.
    with suppress(Exception), torn():
        await answering


def _climbed(message: AbstractIncomingMessage) -> int:
    climbed = message.headers.get(RETRY_HEADER, 0)
    return climbed if isinstance(climbed, int) and climbed >= 0 else 0


def _copy(message: AbstractIncomingMessage, climbed: int) -> Message:
    # The broker drops what it takes for a cycle of dead letters, so its notes stay behind.
    kept = {k: v for k, v in message.headers.items() if not k.startswith(_BROKERS_OWN)}
    return Message(
        message.body,
        headers={**kept, RETRY_HEADER: climbed},
        message_id=message.message_id,
        type=message.type,
        content_type=message.content_type,
        delivery_mode=DeliveryMode.PERSISTENT,
        timestamp=message.timestamp,
        app_id=message.app_id,
    )
