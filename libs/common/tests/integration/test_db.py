"""A pool hands out connections that work, and asks the server only about those that lay idle."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common import db


async def _backend(connection: AsyncConnection) -> int:
    backend = int((await connection.execute(text("select pg_backend_pid()"))).scalar_one())
    await connection.rollback()
    return backend


async def _end(engine: AsyncEngine, backend: int) -> None:
    """End one of two pooled connections from the other, and wait until that is known here."""
    async with engine.connect() as one, engine.connect() as other:
        asked, ended = (other, one) if await _backend(one) == backend else (one, other)
        told = asyncio.Event()
        driver: Any = (await ended.get_raw_connection()).driver_connection
        driver.add_termination_listener(lambda _: told.set())
        await asked.execute(text("select pg_terminate_backend(:pid, 1000)"), {"pid": backend})
        await asyncio.wait_for(told.wait(), 5)


async def test_a_connection_that_the_server_closed_is_replaced(database_url: str) -> None:
    engine = db.engine(database_url, application="test", pool_size=2)
    try:
        async with engine.connect() as one, engine.connect() as other:
            before = {await _backend(one), await _backend(other)}
        await _end(engine, min(before))
        async with engine.connect() as one, engine.connect() as other:
            after = {await _backend(one), await _backend(other)}
        assert before & after == {max(before)}
        assert len(after) == 2
    finally:
        await engine.dispose()


async def test_an_idle_connection_is_asked_whether_it_works(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = db.engine(database_url, application="test", pool_size=1)
    try:
        async with engine.connect() as connection:
            before = await _backend(connection)
        monkeypatch.setattr(db, "_IDLE", 0.0)
        async with engine.connect() as connection:
            assert await _backend(connection) == before
        monkeypatch.setattr(db, "_ping", _refuse)
        async with engine.connect() as connection:
            assert await _backend(connection) != before
    finally:
        await engine.dispose()


def _refuse(_connection: object) -> None:
    raise db.DisconnectionError("gone")
