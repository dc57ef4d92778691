"""The outbox and inbox tables are what their SQL says, and keep their promises."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

from common import context
from common.events.base import Event
from common.events.envelope import received
from common.ids import new_id
from common.inbox import EventContradicted

OpenTx = Callable[..., AbstractAsyncContextManager[Any]]
Paid = Callable[..., Event]


@pytest.mark.parametrize("service", ["orders", "catalog"])
async def test_the_tables_are_what_the_migration_makes(
    service: str, engine_for: Callable[[str], AsyncEngine], metadata: dict[str, MetaData]
) -> None:
    def differences(connection: Connection) -> list[Any]:
        options = {
            "include_schemas": True,
            "include_name": lambda name, kind, _: kind != "schema" or name == service,
            "include_object": lambda _, name, kind, *__: (
                name not in {"effects", "inbox"} if service == "orders" else name != "effects"
            ),
        }
        connection.dialect.default_schema_name = "public"  # as in common.migrate
        migration = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(migration, metadata[service]))

    async with engine_for(service).connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_events_leave_in_the_order_they_were_added(orders: OpenTx, paid: Paid) -> None:
    events = [paid(version=version) for version in range(5)]

    async with orders() as tx:
        for event in events:
            tx.outbox.add(event)

    async with orders() as tx:
        ids = await tx.session.scalars(text("select id from outbox order by seq"))
        assert list(ids) == [event.id for event in events]


async def test_an_event_does_not_survive_its_transaction(orders: OpenTx, paid: Paid) -> None:
    async def fail() -> None:
        async with orders() as tx:
            tx.outbox.add(paid())
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    async with orders() as tx:
        assert await tx.session.scalar(text("select count(*) from outbox")) == 0


async def test_what_an_undone_part_queued_does_not_leave(orders: OpenTx, paid: Paid) -> None:
    first, undone, last = (paid(version=version) for version in range(3))

    async with orders() as tx:
        tx.outbox.add(first)
        with suppress(LookupError):
            async with tx.session.begin_nested():
                with tx.outbox.part():
                    tx.outbox.add(undone)
                    raise LookupError
        tx.outbox.add(last)

    async with orders() as tx:
        ids = await tx.session.scalars(text("select id from outbox order by seq"))
        assert list(ids) == [first.id, last.id]


async def test_no_one_speaks_for_another_service(catalog_tx: OpenTx, paid: Paid) -> None:
    async with catalog_tx() as tx:
        with pytest.raises(ValueError, match="catalog may not publish"):
            tx.outbox.add(paid())


async def test_an_event_says_what_it_follows_from(orders: OpenTx, paid: Paid) -> None:
    cause, correlation = new_id(), new_id()
    context.causation_id.set(cause)
    context.correlation_id.set(correlation)
    context.traceparent.set("00-" + "a" * 32 + "-" + "b" * 16 + "-01")

    async with orders() as tx:
        tx.outbox.add(paid())

    async with orders() as tx:
        body = await tx.session.scalar(text("select body from outbox"))
    event, traceparent = received(body.encode())
    assert (event.causation_id, event.correlation_id) == (cause, correlation)
    assert traceparent == "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


async def test_an_event_is_claimed_once(catalog_tx: OpenTx, paid: Paid) -> None:
    event = paid()

    claims = []
    for _ in range(3):
        async with catalog_tx() as tx:
            claims.append(await tx.inbox.claim(event))

    assert claims == [True, False, False]


async def test_a_claim_that_was_rolled_back_may_be_made_again(
    catalog_tx: OpenTx, paid: Paid
) -> None:
    event = paid()
    entered, leave = asyncio.Event(), asyncio.Event()

    async def fail() -> None:
        async with catalog_tx() as tx:
            assert await tx.inbox.claim(event)
            entered.set()
            await leave.wait()
            raise LookupError

    async def claim() -> bool:
        async with catalog_tx() as tx:
            return bool(await tx.inbox.claim(event))

    failing = asyncio.create_task(fail())
    await entered.wait()
    rival = asyncio.create_task(claim())
    leave.set()
    with pytest.raises(LookupError):
        await failing

    assert await rival


async def test_one_id_cannot_stand_for_two_events(catalog_tx: OpenTx, paid: Paid) -> None:
    event = paid()
    async with catalog_tx() as tx:
        await tx.inbox.claim(event)

    with pytest.raises(EventContradicted):
        async with catalog_tx() as tx:
            await tx.inbox.claim(event.model_copy(update={"aggregate_version": 9}))
