"""What a reader gives back to the pool works, whatever became of its question."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from common import db
from common.reading import InSession, Question, Reader

ECHO = Question("select cast(:one as int) + :two as sum, :one as one")
SLEEP = Question("select pg_sleep(5)")
BACKEND = Question("select pg_backend_pid() as pid")
END_MYSELF = Question("select pg_terminate_backend(pg_backend_pid())")


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    opened = db.engine(database_url, application="test", pool_size=1)
    yield opened
    await opened.dispose()


async def test_values_are_named_wherever_they_stand(engine: AsyncEngine) -> None:
    values = {"two": 2, "one": 1, "three": 3}

    [alone] = await Reader(engine).rows(ECHO, values)
    async with db.sessions(engine).begin() as session:
        [inside] = await InSession(session).rows(ECHO, values)

    assert dict(alone) == dict(inside) == {"sum": 3, "one": 1}


async def test_an_error_is_what_a_session_would_raise_and_harms_nobody(
    engine: AsyncEngine,
) -> None:
    reader = Reader(engine)

    with pytest.raises(DBAPIError) as raised:
        await reader.rows(Question("select 1 / cast(:zero as int)"), {"zero": 0})

    assert getattr(raised.value.orig, "sqlstate", None) == "22012"
    assert (await reader.rows(ECHO, {"one": 1, "two": 1}))[0]["sum"] == 2


async def test_a_connection_that_is_refused_is_what_a_session_would_raise(
    database_url: str,
) -> None:
    away = db.engine(f"{database_url}_elsewhere", application="test", pool_size=1)

    with pytest.raises(DBAPIError) as raised:
        await Reader(away).rows(ECHO, {"one": 1, "two": 1})

    assert getattr(raised.value.orig, "sqlstate", None) == "3D000"
    await away.dispose()


async def test_a_cancelled_question_leaves_no_connection_that_still_waits(
    engine: AsyncEngine,
) -> None:
    reader, begun = Reader(engine), asyncio.Event()
    event.listen(engine.sync_engine, "checkout", lambda *_: begun.set())
    asking = asyncio.create_task(reader.rows(SLEEP, {}))
    await asyncio.wait_for(begun.wait(), 5)
    asking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asking

    async with asyncio.timeout(3):
        assert (await reader.rows(ECHO, {"one": 1, "two": 1}))[0]["sum"] == 2


async def test_a_connection_that_ended_is_replaced(engine: AsyncEngine) -> None:
    reader = Reader(engine)
    [before] = await reader.rows(BACKEND, {})

    with pytest.raises(DBAPIError):
        await reader.rows(END_MYSELF, {})

    [after] = await reader.rows(BACKEND, {})
    assert after["pid"] != before["pid"]
