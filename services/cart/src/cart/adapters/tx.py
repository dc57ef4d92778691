"""The transaction both edges of the service open: one per request, one per message."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from cart.adapters.at_once import CartsAtOnce
from cart.adapters.repository import SqlCarts, SqlShop
from cart.adapters.tables import IdempotencyRow, InboxRow, OutboxRow
from common import timeline
from common.db import Sessions, transaction
from common.idempotency import Answers
from common.inbox import Inbox
from common.outbox import Outbox
from common.reading import InSession
from common.timeline import Timeline


class SqlTx:
    """The `Tx` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self.carts = SqlCarts(session)
        self.at_once = CartsAtOnce(InSession(session))
        self.shop = SqlShop(session)
        self.answers = Answers(session, IdempotencyRow)
        self.outbox = Outbox(session, OutboxRow, publisher="cart")
        self.inbox = Inbox(session, InboxRow, consumer="cart")

    async def timeline(self, order_id: UUID) -> Timeline:
        """Return the messages about an order."""
        return Timeline(
            items=[
                *await timeline.published(self._session, OutboxRow, order_id),
                *await timeline.heard(self._session, InboxRow, order_id),
            ]
        )


@asynccontextmanager
async def open_tx(sessions: Sessions) -> AsyncIterator[SqlTx]:
    """Commit when the block ends, roll back when it raises."""
    async with transaction(sessions) as session:
        yield SqlTx(session)
