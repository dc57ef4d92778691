"""Each service's part of an order's story is found by the order."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from common import timeline
from common.events.base import Event
from common.ids import new_id

OpenTx = Callable[..., AbstractAsyncContextManager[Any]]
Paid = Callable[..., Event]


async def test_what_was_published_and_heard_about_an_order_is_told(
    orders: OpenTx,
    catalog_tx: OpenTx,
    paid: Paid,
    outbox_row: Any,
    catalog_inbox_row: Any,
) -> None:
    order_id = new_id()
    about = [
        paid(version=version).model_copy(update={"correlation_id": order_id}) for version in (1, 2)
    ]
    other = paid().model_copy(update={"correlation_id": new_id()})
    async with orders() as tx:
        for event in (*about, other):
            tx.outbox.add(event)
    async with catalog_tx() as tx:
        await tx.inbox.claim(about[0])
        await tx.inbox.claim(other)

    async with orders() as tx:
        told = await timeline.published(tx.session, outbox_row, order_id)
    async with catalog_tx() as tx:
        heard = await timeline.heard(tx.session, catalog_inbox_row, order_id)

    assert [(entry.kind, entry.source, entry.detail["version"]) for entry in told] == [
        ("message_out", "orders", 1),
        ("message_out", "orders", 2),
    ]
    assert [(entry.kind, entry.source, entry.title) for entry in heard] == [
        ("message_in", "catalog", about[0].name)
    ]
