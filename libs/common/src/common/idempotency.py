"""Idempotency keys: a request that is sent twice has its effect once (draft-ietf-httpapi-07).

Only answers of 2xx are stored, for seven days; a refusal leaves the key free. The stored body
holds no secret. Two shapes of use:

* `once`: everything happens in one transaction; a concurrent repeat waits on the primary key.
* `Claims.take` … `Answers.finish`: the request calls other services, so a claim is committed
  first and the effect is stored together with the answer.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from fastapi import Response
from sqlalchemy import Executable, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from common import crash
from common.db import Sessions
from common.errors import Unavailable
from common.intents import Intent
from common.stored_answers import (
    Answer,
    Claim,
    IdempotencyColumns,
    IdempotencyKeyInUse,
    Row,
    check_body,
    claim_of,
    held,
    same,
    values,
)

__all__ = ["Answer", "Answers", "Claim", "Claims", "IdempotencyColumns", "once"]

_LEASE: Final = timedelta(seconds=30)
_PATIENCE_SECONDS: Final = 2.0
_LOCK_NOT_AVAILABLE: Final = "55P03"


class ClaimLost(Unavailable):
    """The request took longer than its lease; another may have taken over. Ask again."""


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
        return await self.stored(intent) if new is None else None

    async def stored(self, intent: Intent) -> Answer:
        """Return the answer the key was given; raise when there is none to give."""
        row = await self._session.scalar(select(self._row).where(*same(self._row, intent)))
        if row is None or row.status is None:
            raise IdempotencyKeyInUse
        check_body(row, intent)
        return Answer(status=row.status, body=row.body, headers=row.headers, replayed=True)

    async def store(self, intent: Intent, answer: Answer) -> None:
        """Keep the answer to an intent begun in this transaction."""
        await self._session.execute(
            update(self._row).where(*same(self._row, intent)).values(**values(answer))
        )
        crash.here("answer.stored")

    async def finish(self, claim: Claim, answer: Answer) -> None:
        """Keep the answer to a claim, in the transaction of its effect; raise `ClaimLost`."""
        done = await self._session.scalar(
            update(self._row)
            .where(*held(self._row, claim))
            .values(locked_until=None, **values(answer))
            .returning(self._row.key)
        )
        if done is None:
            raise ClaimLost("this request lost its claim; ask again")
        crash.here("answer.stored")

    async def take(self, intent: Intent, resource_id: UUID) -> Claim | Answer | None:
        """Claim the intent, take over a lapsed claim or replay; None while a rival is at work."""
        lease = func.now() + _LEASE
        new = await self._insert(intent, resource_id=resource_id, locked_until=lease)
        if new is not None:
            return claim_of(new)
        row = await self._session.scalar(
            select(self._row).where(*same(self._row, intent)).with_for_update()
        )
        if row is None:
            return None
        check_body(row, intent)
        if row.status is not None:
            return Answer(status=row.status, body=row.body, headers=row.headers, replayed=True)
        return await self._take_over(intent)

    async def drop(self, claim: Claim) -> bool:
        """Give the key back: nothing was done. False when the claim was no longer ours."""
        dropped = await self._session.scalar(
            delete(self._row).where(*held(self._row, claim)).returning(self._row.key)
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
        return [claim_of(row) for row in rows]

    async def _insert(self, intent: Intent, **columns: Any) -> IdempotencyColumns | None:
        row = {
            "principal": intent.principal,
            "method": intent.method,
            "path": intent.path,
            "key": intent.key,
            "body_hash": intent.body_hash,
            **columns,
        }
        statement = insert(self._row).values(row).on_conflict_do_nothing()
        return await self._returned(statement.returning(self._row))

    async def _take_over(self, intent: Intent) -> Claim | None:
        taken = await self._returned(
            update(self._row)
            .where(*same(self._row, intent), self._row.locked_until < func.now())
            .values(locked_until=func.now() + _LEASE)
            .returning(self._row)
        )
        return None if taken is None else claim_of(taken)

    async def _returned(self, statement: Executable) -> IdempotencyColumns | None:
        row: IdempotencyColumns | None = await self._session.scalar(
            statement, execution_options={"populate_existing": True}
        )
        return row


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
                crash.here("claim.taken")
                return found
            if asyncio.get_running_loop().time() > deadline:
                raise IdempotencyKeyInUse
            await asyncio.sleep(0.05)

    async def drop(self, claim: Claim) -> bool:
        """Give the key back after a refusal."""
        async with self._sessions.begin() as session:
            return await Answers(session, self._row).drop(claim)


async def once(
    intent: Intent | None,
    answers: Answers,
    act: Callable[[], Awaitable[Answer]],
    **extra: Any,
) -> Response:
    """Act, or repeat the answer given before; all within the caller's transaction.

    `extra` fields are shown but never stored.
    """
    if intent is None:
        return (await act()).response(**extra)
    earlier = await answers.begin(intent)
    if earlier is not None:
        return earlier.response(**extra)
    answer = await act()
    await answers.store(intent, answer)
    return answer.response(**extra)
