"""The transaction both edges of the service open: one per request, one per message."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.db import Sessions, single_statements, transaction
from common.idempotency import Answers
from common.inbox import Inbox
from common.mail import Mailbox
from common.outbox import Outbox
from orders.adapters.cash_book import SqlCashBook
from orders.adapters.history import SqlHistory
from orders.adapters.letters import OrderLetters, Stationery
from orders.adapters.order_tokens import OrderTokens
from orders.adapters.repository import SqlOrders, SqlSagas
from orders.adapters.tables import IdempotencyRow, InboxRow, MailRow, OutboxRow
from orders.adapters.tariffs import SqlTariffs
from orders.settings import Settings
from orders.usecases.ports import Clocks

_NOW: Final = select(func.now())


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a transaction takes from the settings."""

    clocks: Clocks
    stationery: Stationery

    @classmethod
    def of(cls, settings: Settings) -> "Surroundings":
        """Read them from the settings."""
        tokens = OrderTokens(settings.order_token_secret.get_secret_value())
        return cls(clocks=settings.clocks, stationery=Stationery(settings.storefront_url, tokens))


class SqlTx:
    """The `Tx` port over one open session."""

    def __init__(self, session: AsyncSession, surroundings: Surroundings) -> None:
        self.session = session
        self.clocks = surroundings.clocks
        self.orders = SqlOrders(session)
        self.sagas = SqlSagas(session)
        self.history = SqlHistory(session)
        self.cash_book = SqlCashBook(session)
        self.tariffs = SqlTariffs(session)
        self.letters = OrderLetters(
            Mailbox(session, MailRow), self.tariffs, surroundings.stationery
        )
        self.outbox = Outbox(session, OutboxRow, "orders")
        self.inbox = Inbox(session, InboxRow, "orders")
        self.answers = Answers(session, IdempotencyRow)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Open a part of it that is undone by itself when it raises."""
        async with self.session.begin_nested():
            with self.outbox.part():
                yield

    async def now(self) -> datetime:
        """Return the database's clock at the start of the transaction."""
        if self.orders.began_at is None:
            self.orders.began_at = (await self.session.execute(_NOW)).scalar_one()
        return self.orders.began_at


@asynccontextmanager
async def open_tx(sessions: Sessions, surroundings: Surroundings) -> AsyncIterator[SqlTx]:
    """Commit when the block ends, roll back when it raises."""
    async with transaction(sessions) as session:
        yield SqlTx(session, surroundings)


@asynccontextmanager
async def open_look(sessions: Sessions, surroundings: Surroundings) -> AsyncIterator[SqlTx]:
    """Read by single statements, each of which sees what is committed by then."""
    async with single_statements(sessions) as session:
        yield SqlTx(session, surroundings)
