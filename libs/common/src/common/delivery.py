"""One message from the broker, from its bytes to its verdict."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final

from aio_pika.abc import AbstractIncomingMessage

from common import context, logs
from common.backoff import delays
from common.events.base import Event
from common.events.envelope import MalformedMessage, Received, UnknownEvent, received
from common.failures import Verdict, is_disturbed, judge

HANDLER_LIMIT: Final = 60.0
"""Seconds one handler may take; the broker's own limit is far beyond."""
TRIES: Final = 3
"""Transactions to try when concurrent ones get in the way."""

Receive = Callable[[Event], Awaitable[None]]
"""Handles one event in one transaction; a repeated event changes nothing."""

log = logs.logger("consumer")


async def handle(message: AbstractIncomingMessage, receive: Receive) -> Verdict:
    """Read the message, handle it, and say what should become of it."""
    try:
        event, traceparent = _read(message)
    except (MalformedMessage, UnknownEvent) as error:
        log.error("a message cannot be read", id=message.message_id, error=repr(error))  # noqa: TRY400
        return Verdict.DEAD
    with _working_on(event, traceparent):
        return await _attempt(event, receive)


def _read(message: AbstractIncomingMessage) -> Received:
    read = received(message.body)
    if message.message_id != str(read.event.id):
        raise MalformedMessage(f"message {message.message_id} holds event {read.event.id}")
    return read


@contextmanager
def _working_on(event: Event, traceparent: str | None) -> Iterator[None]:
    tokens = (
        (context.causation_id, context.causation_id.set(event.id)),
        (context.correlation_id, context.correlation_id.set(event.correlation_id)),
    )
    trace = context.traceparent.set(traceparent)
    try:
        yield
    finally:
        context.traceparent.reset(trace)
        for variable, token in tokens:
            variable.reset(token)


async def _attempt(event: Event, receive: Receive) -> Verdict:
    limit = asyncio.timeout(HANDLER_LIMIT)
    try:
        async with limit:
            await _undisturbed(event, receive)
    except Exception as error:
        verdict = Verdict.RETRY if limit.expired() else judge(error)
        log.warning(
            "a message was not handled",
            type=event.name,
            id=event.id,
            verdict=verdict,
            error=repr(error),
            exc_info=verdict is not Verdict.REQUEUE,
        )
        return verdict
    log.debug("handled a message", type=event.name, id=event.id)
    return Verdict.DONE


async def _undisturbed(event: Event, receive: Receive) -> None:
    """Try again, in a new transaction, when another one was in the way."""
    for attempt, wait in enumerate(delays(0.1, 0.2), start=1):
        try:
            return await receive(event)
        except Exception as error:
            if attempt >= TRIES or not is_disturbed(error):
                raise
        await asyncio.sleep(wait)
    return None
