"""SQLAlchemy conventions every service shares."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from time import monotonic
from typing import Any, Final, cast
from uuid import UUID

import orjson
from sqlalchemy import MetaData, Table, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from common import crash

Sessions = async_sessionmaker[AsyncSession]

_IDLE: Final = 30.0
"""Seconds after which a pooled connection is asked whether it still works."""
_RETURNED: Final = "returned_at"
_ALONE: Final = {"isolation_level": "AUTOCOMMIT"}

_NAMING: Final = {
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}


def schema(name: str) -> MetaData:
    """Return the metadata of one service's own Postgres schema."""
    return MetaData(schema=name, naming_convention=_NAMING)


def table_of(row: type[Any]) -> Table:
    """Return the table behind a mapped class."""
    return cast("Table", row.__table__)


def engine(
    url: str,
    *,
    application: str,
    pool_size: int = 6,
    statement_timeout: timedelta = timedelta(seconds=3),
    lock_timeout: timedelta = timedelta(seconds=2),
    idle_timeout: timedelta = timedelta(seconds=10),
) -> AsyncEngine:
    """Open a bounded pool; a connection that is not free within a second is a refusal."""
    opened = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=1,
        pool_use_lifo=True,  # the connection used last knows its statements best
        pool_recycle=1800,
        json_serializer=_json,
        json_deserializer=orjson.loads,
        connect_args={
            "timeout": 3,
            "command_timeout": statement_timeout.total_seconds() + 2,
            "server_settings": {
                "application_name": application,
                "statement_timeout": _milliseconds(statement_timeout),
                "lock_timeout": _milliseconds(lock_timeout),
                "idle_in_transaction_session_timeout": _milliseconds(idle_timeout),
            },
        },
    )
    _replace_dead_connections(opened)
    return opened


def sessions(engine: AsyncEngine) -> Sessions:
    """Return a session factory whose rows stay readable after commit."""
    return async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def transaction(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """Commit when the block ends, roll back when it raises."""
    async with sessions.begin() as session:
        yield session
        crash.here("tx.committing")
    crash.here("tx.committed")


@asynccontextmanager
async def single_statements(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """Run statements of which each is a transaction by itself: no BEGIN, no COMMIT.

    For reads that need no common snapshot, and for a write that stands alone.
    """
    async with sessions() as session:
        _ = await session.connection(execution_options=_ALONE)
        yield session


def _replace_dead_connections(engine: AsyncEngine) -> None:
    """Give out no connection that died in the pool.

    The driver knows one that was closed without asking the server; only those that lay idle are
    pinged. Pinging each time, as `pool_pre_ping` does, costs three round trips a transaction.
    """

    @event.listens_for(engine.sync_engine, "checkin")
    def note(_connection: object, record: Any) -> None:
        record.info[_RETURNED] = monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def check(connection: Any, record: Any, _proxy: object) -> None:
        if connection.driver_connection.is_closed():
            raise DisconnectionError("the server closed it")
        if monotonic() - record.info.get(_RETURNED, monotonic()) > _IDLE:
            _ping(connection)


def _ping(connection: Any) -> None:
    try:
        connection.ping()
    except Exception as error:  # the pool connects anew, and tells why if it cannot
        raise DisconnectionError("the server is gone") from error


def _json(document: Any) -> str:
    return orjson.dumps(document, default=_spelled).decode()


def _spelled(value: object) -> str:
    if isinstance(value, UUID):  # the driver has a class of its own for those it read
        return str(value)
    raise TypeError(f"{type(value).__name__} is nothing that JSON knows")


def _milliseconds(duration: timedelta) -> str:
    return str(int(duration.total_seconds() * 1000))
