"""Where processes share an access token: one row, encrypted, with a lease for who fetches it.

Where there is a shared store, it holds a copy, as encrypted as the row.
"""

import base64
import hashlib
from datetime import datetime, timedelta
from typing import Final, NewType

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import DateTime, func, or_, select, update

from common.db import Sessions, transaction
from common.shared import Shared
from payments.adapters.provider_tables import TokenRow

Lease = NewType("Lease", datetime)
"""Until when its holder alone fetches a new token."""

_LEASE: Final = timedelta(seconds=5)
# Not the transaction's start: a wait for the row may lie between the two.
_NOW: Final = func.clock_timestamp(type_=DateTime(timezone=True))


class TokenStore:
    """One provider's token. Whoever does not know the secret cannot read it."""

    def __init__(
        self, sessions: Sessions, provider: str, *, secret: str, shared: Shared | None = None
    ) -> None:
        """`shared` spares the database the question; the row stays the truth."""
        self._sessions = sessions
        self._shared = shared
        self._key = f"soko:payments:token:{provider}"
        self._is_ours = TokenRow.provider == provider
        digest = hashlib.sha256(f"access token of {provider}:{secret}".encode()).digest()
        self._cipher = Fernet(base64.urlsafe_b64encode(digest))

    async def valid(self, refused: str | None) -> str | None:
        """Return the token that is fresh, unless it is the refused one."""
        token = self._opened(await self._copy())
        if token not in {None, refused}:
            return token
        left = func.extract("epoch", TokenRow.fresh_until - _NOW)
        query = select(TokenRow.sealed, left).where(self._is_ours, TokenRow.fresh_until > _NOW)
        async with transaction(self._sessions) as session:
            row = (await session.execute(query)).one_or_none()
        if row is None or (token := self._opened(row[0])) in {None, refused}:
            return None
        await self._share(str(row[0]), seconds=float(row[1]))
        return token

    async def lease(self, refused: str | None) -> Lease | None:
        """Take on fetching a new one; None while another does, or where one came meanwhile."""
        is_free = or_(TokenRow.lease_until.is_(None), TokenRow.lease_until < _NOW)
        async with transaction(self._sessions) as session:
            query = select(TokenRow.sealed, TokenRow.fresh_until > _NOW)
            found = await session.execute(query.where(self._is_ours, is_free).with_for_update())
            row = found.one_or_none()
            if row is None or (row[1] and self._opened(row[0]) not in {None, refused}):
                return None
            taken = update(TokenRow).where(self._is_ours).values(lease_until=_NOW + _LEASE)
            until = await session.scalar(taken.returning(TokenRow.lease_until))
        return None if until is None else Lease(until)

    async def keep(self, lease: Lease, token: str, *, fresh_for: timedelta) -> None:
        """Store what was fetched, unless the lease had lapsed."""
        sealed = self._cipher.encrypt(token.encode()).decode()
        await self._end(lease, sealed=sealed, fresh_until=_NOW + fresh_for)
        await self._share(sealed, seconds=fresh_for.total_seconds())

    async def give_up(self, lease: Lease) -> None:
        """Let another process try."""
        await self._end(lease)

    async def _end(self, lease: Lease, **values: object) -> None:
        async with transaction(self._sessions) as session:
            await session.execute(
                update(TokenRow)
                .where(self._is_ours, TokenRow.lease_until == lease)
                .values(lease_until=None, **values)
                .execution_options(synchronize_session=False)
            )

    async def _copy(self) -> str | None:
        found = None if self._shared is None else await self._shared.get(self._key)
        return None if found is None else found.decode()

    async def _share(self, sealed: str, *, seconds: float) -> None:
        if self._shared is not None:
            await self._shared.put(self._key, sealed.encode(), seconds=seconds)

    def _opened(self, sealed: str | None) -> str | None:
        if sealed is None:
            return None
        try:
            return self._cipher.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None  # it was fetched with another secret
