"""What the clock throws away: everything that expired and is of no use to anyone."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, func, or_, select, update

from common.db import Sessions
from common.old_rows import delete_old
from users.adapters.tables import (
    AnswerRow,
    FailureRow,
    LinkRow,
    MailRow,
    RefreshTokenRow,
    SessionRow,
    SigningKeyRow,
)

_ANSWERS_KEPT: Final = timedelta(days=7)
_ENDED_KEPT: Final = timedelta(days=1)
"""How long an ended session's tokens are still recognised as reused."""
_MAILS_KEPT: Final = timedelta(days=30)
_KEYS_KEPT: Final = timedelta(days=30)
_BATCH: Final = 5_000


def purge(sessions: Sessions) -> Callable[[], Awaitable[None]]:
    """Return a timer's job that deletes what expired."""

    async def purge_expired() -> None:
        for batch in (_links(), _refresh_tokens(), _sign_ins(), _failures(), _keys(), _mails()):
            async with sessions.begin() as session:
                await session.execute(batch)
        await delete_old(sessions, AnswerRow.created_at, older_than=_ANSWERS_KEPT)

    return purge_expired


def blank_sent_mails(sessions: Sessions) -> Callable[[], Awaitable[None]]:
    """Return a timer's job that forgets the words of sent mails: they hold tokens."""

    async def blank() -> None:
        async with sessions.begin() as session:
            await session.execute(
                update(MailRow)
                .where(MailRow.sent_at.is_not(None), MailRow.text != "")
                .values(text="", html="")
            )

    return blank


def _links() -> Any:
    return delete(LinkRow).where(LinkRow.expires_at < func.now())


def _refresh_tokens() -> Any:
    lapsed = select(RefreshTokenRow.digest).where(RefreshTokenRow.expires_at < func.now())
    return delete(RefreshTokenRow).where(RefreshTokenRow.digest.in_(lapsed.limit(_BATCH)))


def _sign_ins() -> Any:
    over = select(SessionRow.id).where(
        or_(
            SessionRow.expires_at < func.now(),
            SessionRow.ended_at < func.now() - _ENDED_KEPT,
        )
    )
    return delete(SessionRow).where(SessionRow.id.in_(over.limit(_BATCH)))


def _failures() -> Any:
    return delete(FailureRow).where(FailureRow.last < func.now() - timedelta(hours=1))


def _keys() -> Any:
    return delete(SigningKeyRow).where(SigningKeyRow.verifies_until < func.now() - _KEYS_KEPT)


def _mails() -> Any:
    return delete(MailRow).where(MailRow.sent_at < func.now() - _MAILS_KEPT)
