"""Mailed single-use tokens in Postgres."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from users.adapters.tables import LinkRow
from users.domain.link import Link, Purpose, TokenInvalid


class SqlLinks:
    """The `Links` port over one open session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, link: Link) -> None:
        """Store a token that was just mailed."""
        await self._session.execute(insert(LinkRow).values(asdict(link)))

    async def issued_since(self, user_id: UUID, purpose: Purpose, since: datetime) -> int:
        """Count what the user was sent of late."""
        query = select(func.count()).where(
            LinkRow.user_id == user_id, LinkRow.purpose == purpose, LinkRow.created_at > since
        )
        return await self._session.scalar(query) or 0

    async def owner(self, digest: bytes, purpose: Purpose, *, at: datetime) -> UUID:
        """Return whose unexpired token it is; raise `TokenInvalid`."""
        found = await self._session.scalar(
            select(LinkRow.user_id).where(_valid(digest, purpose, at))
        )
        if found is None:
            raise TokenInvalid
        return found

    async def take(self, digest: bytes, purpose: Purpose, *, at: datetime) -> UUID:
        """Use the token up, once, with all its siblings; raise `TokenInvalid`."""
        # Of two rivals one deletes the row; the other waits for that and finds nothing.
        taken: UUID | None = await self._session.scalar(
            delete(LinkRow).where(_valid(digest, purpose, at)).returning(LinkRow.user_id)
        )
        if taken is None:
            raise TokenInvalid
        await self._session.execute(
            delete(LinkRow).where(LinkRow.user_id == taken, LinkRow.purpose == purpose)
        )
        return taken


def _valid(digest: bytes, purpose: Purpose, at: datetime) -> ColumnElement[bool]:
    return and_(LinkRow.digest == digest, LinkRow.purpose == purpose, LinkRow.expires_at > at)
