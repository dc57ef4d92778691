"""Stored webhooks in Postgres."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Interval, func, select, text, type_coerce, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from payments.adapters.provider_tables import WebhookRow
from payments.domain.webhook import Intake, Notice, StoredWebhook

# Not every header: some of them would open doors.
_KEPT: Final = {"content-type", "user-agent", "x-chapa-signature", "x-request-id"}
_OPEN: Final = (Intake.RECEIVED, Intake.ORPHAN)
# In the words of the partial index, so that every plan can use it and none is made anew.
_IS_OPEN: Final = text("state in ('received', 'orphan')")


class SqlWebhooks:
    """The `Webhooks` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def store(self, notice: Notice, *, webhook_id: UUID) -> bool:
        """Keep it; False when the same bytes came before."""
        stored = await self._session.scalar(
            insert(WebhookRow)
            .values(
                id=webhook_id,
                channel=notice.channel,
                dedupe_key=notice.dedupe_key,
                token_hash=notice.token_hash,
                body=notice.body,
                headers=[list(pair) for pair in notice.headers if pair[0] in _KEPT],
            )
            .on_conflict_do_nothing(index_elements=["channel", "dedupe_key"])
            .returning(WebhookRow.id)
        )
        return stored is not None

    async def due(self, *, limit: int, lease: timedelta) -> list[StoredWebhook]:
        """Take those that are to be worked on; none is taken twice within the lease."""
        picked = (
            select(WebhookRow.id)
            .where(_IS_OPEN, WebhookRow.next_try_at <= func.now())
            .order_by(WebhookRow.next_try_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = await self._session.execute(
            update(WebhookRow)
            .where(WebhookRow.id.in_(picked.scalar_subquery()))
            .values(next_try_at=func.now() + lease, tries=WebhookRow.tries + 1)
            .returning(WebhookRow, type_coerce(func.now() - WebhookRow.received_at, Interval))
            .execution_options(synchronize_session=False)
        )
        return [_stored(row, waited) for row, waited in rows]

    async def mark(
        self,
        webhook_id: UUID,
        state: Intake,
        *,
        reference: str | None,
        again_in: timedelta | None = None,
        error: str | None = None,
    ) -> None:
        """Note what became of it, and when it is looked at again."""
        is_done = state not in _OPEN
        await self._session.execute(
            update(WebhookRow)
            .where(WebhookRow.id == webhook_id)
            .values(
                state=state,
                reference=reference,
                last_error=error,
                next_try_at=func.now() + (again_in or timedelta()),
                done_at=func.now() if is_done else None,
            )
            .execution_options(synchronize_session=False)
        )

    async def replay(self, webhook_id: UUID) -> Intake | None:
        """Have it worked on anew; returns how far it was, None where there is no such webhook."""
        found = select(WebhookRow.state).where(WebhookRow.id == webhook_id).with_for_update()
        state = await self._session.scalar(found)
        if state is None:
            return None
        anew = {"state": Intake.RECEIVED, "tries": 0, "next_try_at": func.now(), "done_at": None}
        await self._session.execute(
            update(WebhookRow)
            .where(WebhookRow.id == webhook_id)
            .values(anew)
            .execution_options(synchronize_session=False)
        )
        return Intake(state)

    async def fail(self, webhook_id: UUID, *, error: str, again_in: timedelta | None) -> None:
        """Note why work on it failed; None parks it."""
        parked = {"state": Intake.PARKED, "done_at": func.now()}
        await self._session.execute(
            update(WebhookRow)
            .where(WebhookRow.id == webhook_id, _IS_OPEN)
            .values(
                last_error=error,
                **parked if again_in is None else {"next_try_at": func.now() + again_in},
            )
            .execution_options(synchronize_session=False)
        )


def _stored(row: WebhookRow, waited: timedelta) -> StoredWebhook:
    headers = tuple((name, value) for name, value in row.headers)
    notice = Notice(channel=row.channel, body=row.body, headers=headers, token_hash=row.token_hash)
    return StoredWebhook(id=row.id, notice=notice, tries=row.tries - 1, waited=waited)
