"""Single statements, straight on the driver: SQLAlchemy's pool, and none of its machinery.

A session around one small statement costs four times what the statement does. For hot statements
that stand alone, each a transaction by itself; whatever belongs together has a session.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import asyncpg
from sqlalchemy import text
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.util import greenlet_spawn

Found = Mapping[str, Any]

_DIALECT: Final = dialect()  # type: ignore[no-untyped-call]


class Question:
    """One statement with `:named` parameters, made ready for the driver once."""

    def __init__(self, sql: str) -> None:
        compiled = text(sql).compile(dialect=_DIALECT)
        self.sql = str(compiled)
        self._names: Sequence[str] = compiled.positiontup or ()

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the values in the statement's order."""
        return [values[name] for name in self._names]


class Asks(Protocol):
    """Whatever answers questions."""

    async def rows(self, question: Question, values: Mapping[str, Any]) -> Sequence[Found]:
        """Return what the question finds."""


class Reader:
    """Asks single questions, each on a connection of its own for that moment."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def rows(self, question: Question, values: Mapping[str, Any]) -> Sequence[Found]:
        """Return what the question finds; raises as a session would."""
        pooled = await self._connected(question)
        try:
            driver: Any = pooled.driver_connection
            found: Sequence[Found] = await driver.fetch(question.sql, *question.arguments(values))
        except asyncpg.PostgresError as error:
            raise DBAPIError(question.sql, None, error) from error
        except BaseException as error:
            # Cut off in the middle: nobody knows what this connection is about to hear.
            await greenlet_spawn(pooled.invalidate, error)
            if isinstance(error, asyncpg.InterfaceError):
                raise DBAPIError(question.sql, None, error) from error
            raise
        finally:
            pooled.close()
        return found

    async def _connected(self, question: Question) -> PoolProxiedConnection:
        # The pool passes on what the driver raises, as while the database starts or ends.
        adapted = self._engine.dialect.loaded_dbapi.Error
        try:
            return await self._engine.raw_connection()
        except (asyncpg.PostgresError, asyncpg.InterfaceError, adapted) as error:
            raise DBAPIError(question.sql, None, error) from error


class InSession:
    """Asks the same questions within a session's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def rows(self, question: Question, values: Mapping[str, Any]) -> Sequence[Found]:
        """Return what the question finds."""
        connection = await self._session.connection()
        arguments = tuple(question.arguments(values))
        found: Sequence[Any] = (
            (await connection.exec_driver_sql(question.sql, arguments)).mappings().all()
        )
        return found
