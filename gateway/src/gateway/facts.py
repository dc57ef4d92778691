"""What the gateway hears: facts of catalog that make kept answers stale.

Each process has a queue of its own that goes with its connection; nothing is lost with it,
since no kept answer outlives its two seconds.
"""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from secrets import token_hex
from typing import Any, Final

from aio_pika.abc import AbstractIncomingMessage

from common import logs
from common.backoff import delays
from common.broker import STEP_LIMIT, Link
from common.cancellation import end_if_cancelled, torn
from common.events import registry
from common.events.base import Event
from common.events.catalog import (
    CategoryChanged,
    ProductChanged,
    ShopSettingsChanged,
    StockChanged,
)
from common.events.envelope import MalformedMessage, UnknownEvent, unpack
from gateway.cache import Cache, Change

log = logs.logger("facts")


def _product(event: ProductChanged) -> Change:
    # It may have entered or left any list, and its category's count.
    return Change(ids=_ids(event.product_id, event.category_id), lists=True)


def _stock(event: StockChanged) -> Change:
    return Change(ids=_ids(*event.product_ids, *event.variant_ids))


def _everything(_: Event) -> Change:
    # Every product shows its category; every price follows the shop's currencies.
    return Change(all=True)


STALE: Final[Mapping[type[Event], Callable[[Any], Change]]] = {
    ProductChanged: _product,
    StockChanged: _stock,
    CategoryChanged: _everything,
    ShopSettingsChanged: _everything,
}
"""Fact to what it makes stale."""

HEARD: Final = tuple(STALE)


async def listen(link: Link, cache: Cache) -> None:
    """Drop what the facts make stale until cancelled; wait out a broker that is away."""
    for wait in delays():
        try:
            with torn():
                await _listen_once(link, cache)
        except Exception as error:  # whatever it was, the cache lives on its clock alone
            log.warning("facts are not heard", error=repr(error))
        end_if_cancelled()
        await asyncio.sleep(wait)


async def _listen_once(link: Link, cache: Cache) -> None:
    async with link.channel() as channel:
        queue = await channel.declare_queue(
            f"gateway.{token_hex(8)}", exclusive=True, auto_delete=True, timeout=STEP_LIMIT
        )
        for kind in HEARD:
            exchange = registry.exchange(kind.name)
            await queue.bind(exchange, routing_key=kind.name, timeout=STEP_LIMIT)
        await queue.consume(partial(_hear, cache), no_ack=True, timeout=STEP_LIMIT)
        # What changed while nobody listened is unknown.
        cache.drop(Change(all=True))
        log.info("facts are heard")
        end_if_cancelled()
        await channel.closed()


async def _hear(cache: Cache, message: AbstractIncomingMessage) -> None:
    try:
        event = unpack(message.body)
    except (MalformedMessage, UnknownEvent) as error:
        log.warning("a fact cannot be read", error=repr(error))
        return
    change = STALE.get(type(event))
    if change is not None:
        dropped = cache.drop(change(event))
        log.debug("a fact was heard", type=event.name, dropped=dropped)


def _ids(*ids: object) -> frozenset[bytes]:
    return frozenset(str(known).encode() for known in ids)
