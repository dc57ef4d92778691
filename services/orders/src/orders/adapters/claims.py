"""Claims on idempotency keys that reserve an order's id."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.db import Sessions
from common.idempotency import Answer, Answers, Claim, take
from common.ids import new_id
from common.intents import Intent
from orders.adapters.releases import OwedReleases, owe
from orders.adapters.tables import IdempotencyRow
from orders.domain.order import Order
from orders.usecases.ports import Tx


class OrderClaim:
    """The `Claim` port: one committed claim, and how its answer is written."""

    def __init__(
        self, sessions: Sessions, claim: Claim, present: Callable[[Order], Answer]
    ) -> None:
        self._sessions = sessions
        self._claim = claim
        self._present = present
        self.answer: Answer | None = None

    @property
    def order_id(self) -> UUID:
        """The id reserved for the order."""
        return self._claim.resource_id

    async def finish(self, tx: Tx, order: Order) -> None:
        """Keep the answer, in the order's own transaction; raise `ClaimLost`."""
        self.answer = self._present(order)
        await tx.answers.finish(self._claim, self.answer)

    async def give_back(self) -> bool:
        """Free the key and owe the release of the hold; False where another uses the same id."""
        async with self._sessions.begin() as session:
            answers = Answers(session, IdempotencyRow)
            # A claim that the sweeper took has no other user; the hold may be younger than that.
            free = await answers.drop(self._claim) or not await _is_reserved(session, self._claim)
            await owe(session, [self.order_id] if free else [])
            return free

    async def released(self) -> None:
        """Note that the hold is gone."""
        await OwedReleases(self._sessions).done(self.order_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An order placed before, and whether that is recent."""

    order_id: UUID
    is_recent: bool


class OrderClaims:
    """Takes claims, each in a short transaction of its own."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def take(
        self, intent: Intent, present: Callable[[Order], Answer]
    ) -> OrderClaim | Answer | None:
        """Claim the intent, or return its answer; None while a rival is at work on it."""
        taken = await take(self._sessions, IdempotencyRow, intent, new_id())
        if isinstance(taken, Claim):
            return OrderClaim(self._sessions, taken, present)
        return taken

    async def newest(self, intent: Intent, *, within: timedelta) -> Earlier | None:
        """Return what this principal was answered last on this path, under whatever key."""
        row = IdempotencyRow
        place = (
            row.principal == intent.principal,
            row.method == intent.method,
            row.path == intent.path,
            row.status.is_not(None),
        )
        last = (
            select(row.resource_id, row.created_at > func.now() - within)
            .where(*place)
            .order_by(row.created_at.desc())
            .limit(1)
        )
        async with self._sessions() as session:
            found = (await session.execute(last)).one_or_none()
        if found is None or found[0] is None:
            return None
        return Earlier(order_id=found[0], is_recent=found[1])


async def _is_reserved(session: AsyncSession, claim: Claim) -> bool:
    row = IdempotencyRow
    intent = claim.intent
    mine = select(row.key).where(
        row.principal == intent.principal,
        row.method == intent.method,
        row.path == intent.path,
        row.key == intent.key,
        row.resource_id == claim.resource_id,
    )
    return await session.scalar(mine) is not None
