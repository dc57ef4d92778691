"""Sign-ins and refresh tokens in Postgres."""

from dataclasses import asdict, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from users.adapters.tables import RefreshTokenRow, SessionRow
from users.domain.session import RefreshToken, Session
from users.usecases.lists import Span

_COLUMNS = tuple(field.name for field in fields(Session))


class SqlSessions:
    """The `Sessions` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, session: Session, token: RefreshToken) -> None:
        """Store a new sign-in with its first refresh token."""
        await self._session.execute(insert(SessionRow).values(asdict(session)))
        await self._session.execute(insert(RefreshTokenRow).values(asdict(token)))

    async def presented(self, digest: bytes) -> tuple[Session, RefreshToken] | None:
        """Return what a refresh token belongs to; the session is held against other writers."""
        known = await self.token(digest)
        if known is None:
            return None
        row = await self._session.get(
            SessionRow, known.session_id, with_for_update=True, populate_existing=True
        )
        # Read again under the lock: a rival may have used it meanwhile.
        token = await self.token(digest)
        return None if row is None or token is None else (_sign_in(row), token)

    async def token(self, digest: bytes) -> RefreshToken | None:
        """Return the refresh token with this digest."""
        row = await self._session.get(RefreshTokenRow, digest, populate_existing=True)
        if row is None:
            return None
        return RefreshToken(
            digest=row.digest,
            session_id=row.session_id,
            expires_at=row.expires_at,
            used_at=row.used_at,
        )

    async def advance(self, used: RefreshToken, successor: RefreshToken, *, at: datetime) -> None:
        """Exchange one token for the next."""
        await self._session.execute(
            update(RefreshTokenRow).where(RefreshTokenRow.digest == used.digest).values(used_at=at)
        )
        await self._session.execute(insert(RefreshTokenRow).values(asdict(successor)))
        await self._session.execute(
            update(SessionRow).where(SessionRow.id == used.session_id).values(last_used_at=at)
        )

    async def is_open(self, session_id: UUID, *, at: datetime) -> bool:
        """Tell whether the sign-in still stands."""
        query = select(SessionRow.id).where(SessionRow.id == session_id, _open(at))
        return await self._session.scalar(query) is not None

    async def end(self, user_id: UUID, session_id: UUID, *, at: datetime) -> bool:
        """End the user's own open session; False if there is none."""
        ended = await self._session.scalar(
            update(SessionRow)
            .where(SessionRow.user_id == user_id, SessionRow.id == session_id, _open(at))
            .values(ended_at=at)
            .returning(SessionRow.id)
        )
        return ended is not None

    async def end_all(self, user_id: UUID, *, at: datetime, but: UUID | None = None) -> int:
        """End the user's sessions, `but` one; return how many."""
        condition = and_(SessionRow.user_id == user_id, SessionRow.ended_at.is_(None))
        if but is not None:
            condition = and_(condition, SessionRow.id != but)
        ended = await self._session.scalars(
            update(SessionRow).where(condition).values(ended_at=at).returning(SessionRow.id)
        )
        return len(ended.all())

    async def page(self, user_id: UUID, span: Span, *, at: datetime) -> list[Session]:
        """Return one page of the open ones, newest first."""
        query = select(SessionRow).where(SessionRow.user_id == user_id, _open(at))
        if span.after is not None:
            query = query.where(SessionRow.id < span.after)
        query = query.order_by(SessionRow.id.desc()).limit(span.limit)
        return [_sign_in(row) for row in await self._session.scalars(query)]

    async def count(self, user_id: UUID, *, at: datetime) -> int:
        """Count the user's open sessions."""
        query = select(func.count()).where(SessionRow.user_id == user_id, _open(at))
        return await self._session.scalar(query) or 0


def _open(at: datetime) -> ColumnElement[bool]:
    return and_(SessionRow.ended_at.is_(None), SessionRow.expires_at > at)


def _sign_in(row: SessionRow) -> Session:
    return Session(**{name: getattr(row, name) for name in _COLUMNS})
