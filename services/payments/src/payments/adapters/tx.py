"""The transaction both edges of the service open: one per request, one per message."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from common.db import Sessions, single_statements, transaction
from common.idempotency import Answers
from common.inbox import Inbox
from common.outbox import Outbox
from payments.adapters import statements
from payments.adapters.incidents import SqlIncidents
from payments.adapters.journal import SqlCaptures, SqlSwitches
from payments.adapters.refunds import SqlRefunds
from payments.adapters.repository import Held, SqlAttempts, SqlPayments
from payments.adapters.tables import AnswerRow, InboxRow, OutboxRow
from payments.adapters.webhooks import SqlWebhooks
from payments.usecases.stores import OpenTx, Tx


class SqlTx:
    """The `Tx` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self._held = Held()
        self.payments = SqlPayments(session, self._held)
        self.attempts = SqlAttempts(session, self._held)
        self.captures = SqlCaptures(session)
        self.refunds = SqlRefunds(session)
        self.incidents = SqlIncidents(session)
        self.switches = SqlSwitches(session)
        self.webhooks = SqlWebhooks(session)
        self.outbox = Outbox(session, OutboxRow, "payments")
        self.inbox = Inbox(session, InboxRow, "payments")
        self.answers = Answers(session, AnswerRow)

    async def now(self) -> datetime:
        """Return the database's clock, which decides about every deadline."""
        # Not the transaction's start: the wait for a lock lies between the two.
        if self._held.at is not None:
            return self._held.at
        now: datetime = (await self.session.execute(statements.NOW)).scalar_one()
        return now


@asynccontextmanager
async def open_tx(sessions: Sessions) -> AsyncIterator[SqlTx]:
    """Commit when the block ends, roll back when it raises."""
    async with transaction(sessions) as session:
        yield SqlTx(session)


def opener(sessions: Sessions) -> OpenTx:
    """Return what opens a transaction, for use cases that need several."""

    def begin() -> AbstractAsyncContextManager[Tx]:
        return open_tx(sessions)

    return begin


@asynccontextmanager
async def _open_look(sessions: Sessions) -> AsyncIterator[SqlTx]:
    async with single_statements(sessions) as session:
        yield SqlTx(session)


def looker(sessions: Sessions) -> OpenTx:
    """Return what opens a place to read from, by single statements."""

    def begin() -> AbstractAsyncContextManager[Tx]:
        return _open_look(sessions)

    return begin
