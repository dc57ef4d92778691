"""An order's state as Server-Sent Events."""

import time
from collections.abc import AsyncIterator
from typing import Annotated, Final
from uuid import UUID

import orjson
from fastapi import Depends, Header
from fastapi.responses import StreamingResponse

from common.auth import MaybeCallerDep
from orders.adapters.feed import Glimpse, OrderFeed
from orders.domain.order import fulfillment_of
from orders.domain.states import OrderStatus

PING_EVERY: Final = 15.0
"""Seconds of silence after which a comment keeps the connection open."""
TOKEN_STREAM_LASTS: Final = 600.0
"""An order's token has no end, but a stream has: the client comes back by itself."""


async def _last_seen(
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", max_length=100)] = None,
) -> int:
    known = last_event_id is not None and last_event_id.isascii() and last_event_id.isdigit()
    return int(last_event_id[:10]) if known and last_event_id else 0


async def _token_ends(caller: MaybeCallerDep) -> float:
    return time.time() + TOKEN_STREAM_LASTS if caller is None else caller.expires_at


LastSeen = Annotated[int, Depends(_last_seen)]
"""The version that the client saw last; 0 for none."""

TokenEnds = Annotated[float, Depends(_token_ends)]
"""When the caller's token expires, in Unix seconds."""


def stream(order_id: UUID, feed: OrderFeed, *, last_seen: int, until: float) -> StreamingResponse:
    """Stream the order's state from now on; raise `TooManyStreams` before anything is sent."""
    feed.admit()
    return StreamingResponse(
        _frames(order_id, feed, last_seen=last_seen, until=until),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _frames(
    order_id: UUID, feed: OrderFeed, *, last_seen: int, until: float
) -> AsyncIterator[bytes]:
    yield b"retry: 2000\n\n"
    async with feed.watch(order_id) as watch:
        while (left := until - time.time()) > 0 and not feed.is_ending:
            glimpse = await watch.take(within=min(PING_EVERY, left))
            if glimpse is None:
                yield b": ping\n\n"
            elif glimpse.version > last_seen:
                last_seen = glimpse.version
                yield _frame(glimpse)


def _frame(glimpse: Glimpse) -> bytes:
    data = {
        "id": str(glimpse.id),
        "status": glimpse.status,
        "payment_status": glimpse.payment_status,
        "fulfillment_status": fulfillment_of(OrderStatus(glimpse.status)).value,
        "version": glimpse.version,
        "at": glimpse.at,
    }
    return b"id: %d\nevent: order\ndata: %s\n\n" % (glimpse.version, orjson.dumps(data))
