"""The transaction both edges of the service open: one per request, one per message."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from catalog.adapters.categories import SqlCategories
from catalog.adapters.holds import SqlHolds
from catalog.adapters.products import SqlProducts
from catalog.adapters.shops import SqlDiscards, SqlShops
from catalog.adapters.stock import SqlStock
from catalog.adapters.tables import IdempotencyRow, InboxRow, OutboxRow
from common.db import Sessions, transaction
from common.idempotency import Answers
from common.inbox import Inbox
from common.outbox import Outbox


class SqlTx:
    """The `Tx` port over one open session, and what only the edges use."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.products = SqlProducts(session)
        self.categories = SqlCategories(session)
        self.stock = SqlStock(session)
        self.holds = SqlHolds(session)
        self.shops = SqlShops(session)
        self.discards = SqlDiscards(session)
        self.outbox = Outbox(session, OutboxRow, "catalog")
        self.inbox = Inbox(session, InboxRow, "catalog")
        self.answers = Answers(session, IdempotencyRow)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Open a part of it that is undone by itself when it raises."""
        async with self.session.begin_nested():
            with self.outbox.part():
                yield


@asynccontextmanager
async def open_tx(sessions: Sessions) -> AsyncIterator[SqlTx]:
    """Commit when the block ends, roll back when it raises."""
    async with transaction(sessions) as session:
        yield SqlTx(session)
