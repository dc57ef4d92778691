"""Idempotency keys: a request that is sent twice has its effect once (draft-ietf-httpapi-07).

Only answers of 2xx are stored, for seven days; a refusal leaves the key free. The stored body
holds no secret. Two shapes of use:

* `once`: everything happens in one transaction; a concurrent repeat waits on the primary key.
* `Claims.take` … `Answers.finish`: the request calls other services, so a claim is committed
  first and the effect is stored together with the answer.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import orjson
from fastapi import Response
from sqlalchemy import JSON, DateTime, LargeBinary, Text, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.db import Sessions
from common.errors import Conflict, Invalid, Unavailable
from common.intents import Intent

_LEASE: Final = timedelta(seconds=30)
_PATIENCE_SECONDS: Final = 2.0
_LOCK_NOT_AVAILABLE: Final = "55P03"


class IdempotencyKeyReused(Invalid):
    """The key was used before, with another body."""

    code = "idempotency_key_reused"


class IdempotencyKeyInUse(Conflict):
    """The first request with this key is still at work."""

    code = "idempotency_key_in_use"

    def __init__(self) -> None:
        super().__init__("a request with this key is being worked on; ask again", retry_after=1)


class ClaimLost(Unavailable):
    """The request took longer than its lease; another may have taken over. Ask again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A successful answer; `body` is JSON-ready and holds no secret."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    replayed: bool = False

    def response(self, **extra: Any) -> Response:
        """Render it; `extra` fields are shown but never stored."""
        headers = dict(self.headers)
        if self.replayed:
            headers["idempotent-replayed"] = "true"
        if self.body is None:
            return Response(status_code=self.status, headers=headers)
        body = {**self.body, **extra} if extra else self.body
        return Response(orjson.dumps(body, default=str), self.status, headers, "application/json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to carry out an intent until the lease ends, on the resource reserved for it."""

    intent: Intent
    resource_id: UUID
    locked_until: datetime


class IdempotencyColumns:
    """The table of keys of a service; mixed into that service's declarative base."""

    __tablename__ = "idempotency_keys"

    principal: Mapped[str] = mapped_column(Text, primary_key=True)
    method: Mapped[str] = mapped_column(Text, primary_key=True)
    path: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    resource_id: Mapped[UUID | None]
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    status: Mapped[int | None]
    body: Mapped[Any] = mapped_column(JSON, nullable=True)
    headers: Mapped[dict[str, str]] = mapped_column(JSON, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), index=True
    )


Row = type[IdempotencyColumns]


class Answers:
    """Stored answers, as seen from inside one open transaction."""

    def __init__(self, session: AsyncSession, row: Row) -> None:
        self._session = session
        self._row = row

    async def begin(self, intent: Intent) -> Answer | None:
        """Claim the key for this transaction, or return what it was answered before."""
        try:
            new = await self._insert(intent)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
                raise IdempotencyKeyInUse from error
            raise
        return None if new else await self.stored(intent)

    async def stored(self, intent: Intent) -> Answer:
        """Return the answer the key was given; raise when there is none to give."""
        row = await self._session.scalar(select(self._row).where(*_same(self._row, intent)))
        if row is None or row.status is None:
            raise IdempotencyKeyInUse
        _check_body(row, intent)
        return Answer(status=row.status, body=row.body, headers=row.headers, replayed=True)

    async def store(self, intent: Intent, answer: Answer) -> None:
        """Keep the answer to an intent begun in this transaction."""
        await self._session.execute(
            update(self._row).where(*_same(self._row, intent)).values(**_values(answer))
        )

    async def finish(self, claim: Claim, answer: Answer) -> None:
        """Keep the answer to a claim, in the transaction of its effect; raise `ClaimLost`."""
        done = await self._session.scalar(
            update(self._row)
            .where(*_held(self._row, claim))
            .values(locked_until=None, **_values(answer))
            .returning(self._row.key)
        )
        if done is None:
            raise ClaimLost("this request lost its claim; ask again")

    async def take(self, intent: Intent, resource_id: UUID) -> Claim | Answer | None:
        """Claim the intent, take over a lapsed claim or replay; None while a rival is at work."""
        if await self._insert(intent, resource_id=resource_id, locked_until=func.now() + _LEASE):
            return await self._claim(intent)
        row = await self._session.scalar(
            select(self._row).where(*_same(self._row, intent)).with_for_update()
        )
        if row is None:
            return None
        _check_body(row, intent)
        if row.status is not None:
            return Answer(status=row.status, body=row.body, headers=row.headers, replayed=True)
        return await self._take_over(intent)

    async def drop(self, claim: Claim) -> bool:
        """Give the key back: nothing was done. False when the claim was no longer ours."""
        dropped = await self._session.scalar(
            delete(self._row).where(*_held(self._row, claim)).returning(self._row.key)
        )
        return dropped is not None

    async def abandoned(self, *, after: timedelta, limit: int) -> list[Claim]:
        """Return claims whose lease began longer than `after` ago and that nobody finished."""
        rows = await self._session.scalars(
            select(self._row)
            .where(
                self._row.status.is_(None), self._row.locked_until < func.now() - (after - _LEASE)
            )
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [_claim_of(row) for row in rows]

    async def purge(self, *, older_than: timedelta) -> None:
        """Forget answers that no client will ask for again."""
        await self._session.execute(
            delete(self._row).where(self._row.created_at < func.now() - older_than)
        )

    async def _insert(self, intent: Intent, **columns: Any) -> bool:
        values = {
            "principal": intent.principal,
            "method": intent.method,
            "path": intent.path,
            "key": intent.key,
            "body_hash": intent.body_hash,
            **columns,
        }
        statement = insert(self._row).values(values).on_conflict_do_nothing()
        return await self._session.scalar(statement.returning(self._row.key)) is not None

    async def _claim(self, intent: Intent) -> Claim:
        row = (
            await self._session.scalars(select(self._row).where(*_same(self._row, intent)))
        ).one()
        return _claim_of(row)

    async def _take_over(self, intent: Intent) -> Claim | None:
        taken = await self._session.scalar(
            update(self._row)
            .where(*_same(self._row, intent), self._row.locked_until < func.now())
            .values(locked_until=func.now() + _LEASE)
            .returning(self._row.key)
        )
        if taken is None:
            return None
        self._session.expire_all()
        return await self._claim(intent)


class Claims:
    """Claims, each in a short transaction of its own."""

    def __init__(self, sessions: Sessions, row: Row) -> None:
        self._sessions = sessions
        self._row = row

    async def take(self, intent: Intent, resource_id: UUID) -> Claim | Answer:
        """Claim the intent, or wait up to 2 s for a rival's answer; raise `IdempotencyKeyInUse`."""
        deadline = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
        while True:
            async with self._sessions.begin() as session:
                found = await Answers(session, self._row).take(intent, resource_id)
            if found is not None:
                return found
            if asyncio.get_running_loop().time() > deadline:
                raise IdempotencyKeyInUse
            await asyncio.sleep(0.05)

    async def drop(self, claim: Claim) -> bool:
        """Give the key back after a refusal."""
        async with self._sessions.begin() as session:
            return await Answers(session, self._row).drop(claim)


async def once(
    intent: Intent | None, answers: Answers, act: Callable[[], Awaitable[Answer]]
) -> Response:
    """Act, or repeat the answer given before; all within the caller's transaction."""
    if intent is None:
        return (await act()).response()
    earlier = await answers.begin(intent)
    if earlier is not None:
        return earlier.response()
    answer = await act()
    await answers.store(intent, answer)
    return answer.response()


def _same(row: Row, intent: Intent) -> tuple[Any, ...]:
    return (
        row.principal == intent.principal,
        row.method == intent.method,
        row.path == intent.path,
        row.key == intent.key,
    )


def _held(row: Row, claim: Claim) -> tuple[Any, ...]:
    mine = row.locked_until == claim.locked_until
    return (*_same(row, claim.intent), row.status.is_(None), mine)


def _values(answer: Answer) -> dict[str, Any]:
    return {"status": answer.status, "body": answer.body, "headers": dict(answer.headers)}


def _check_body(row: IdempotencyColumns, intent: Intent) -> None:
    if row.body_hash != intent.body_hash:
        raise IdempotencyKeyReused("this key was used with another body; use a fresh one")


def _claim_of(row: IdempotencyColumns) -> Claim:
    intent = Intent(
        principal=row.principal,
        method=row.method,
        path=row.path,
        key=row.key,
        body_hash=row.body_hash,
    )
    if row.resource_id is None or row.locked_until is None:
        raise IdempotencyKeyInUse
    return Claim(intent=intent, resource_id=row.resource_id, locked_until=row.locked_until)
