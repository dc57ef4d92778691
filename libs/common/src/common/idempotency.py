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
from sqlalchemy import Executable, Row, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from common import crash
from common.db import Sessions, single_statements, table_of
from common.errors import Unavailable
from common.intents import Intent
from common.key_statements import LEASE, answered, held_by, named, statements
from common.stored_answers import (
    Answer,
    Claim,
    IdempotencyColumns,
    IdempotencyKeyInUse,
    KeyRow,
    check_body,
    claim_of,
)

__all__ = ["Answer", "Answers", "Claim", "Claims", "IdempotencyColumns", "once", "take"]

_PATIENCE_SECONDS: Final = 2.0
_LOCK_NOT_AVAILABLE: Final = "55P03"


class ClaimLost(Unavailable):
    """The request took longer than its lease; another may have taken over. Ask again."""


class Answers:
    """Stored answers, as seen from inside one open transaction."""

    def __init__(self, session: AsyncSession, row: KeyRow) -> None:
        self._session = session
        self._row = row
        self._say = statements(table_of(row))

    async def begin(self, intent: Intent, answer: Answer | None = None) -> Answer | None:
        """Claim the key for this transaction, or return what it was answered before.

        An answer that is known already is kept in the same step.
        """
        key = named(intent) | {"body_hash": intent.body_hash}
        known = {} if answer is None else answered(answer)
        begin = self._say.keep if known else self._say.begin
        try:
            new = await self._first(begin, key | known)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
                raise IdempotencyKeyInUse from error
            raise
        return await self.stored(intent) if new is None else None

    async def stored(self, intent: Intent) -> Answer:
        """Return the answer the key was given; raise when there is none to give."""
        found = await self._first(self._say.find, named(intent))
        if found is None or found.status is None:
            raise IdempotencyKeyInUse
        return _replayed(found, intent)

    async def store(self, intent: Intent, answer: Answer) -> None:
        """Keep the answer to an intent begun in this transaction."""
        await self._session.execute(self._say.store, named(intent) | answered(answer))
        crash.here("answer.stored")

    async def finish(self, claim: Claim, answer: Answer) -> None:
        """Keep the answer to a claim, in the transaction of its effect; raise `ClaimLost`."""
        if await self._first(self._say.finish, held_by(claim) | answered(answer)) is None:
            raise ClaimLost("this request lost its claim; ask again")
        crash.here("answer.stored")

    async def claim(self, intent: Intent, resource_id: UUID) -> Claim | None:
        """Claim the intent with one statement; None where the key is known."""
        key = named(intent) | {"body_hash": intent.body_hash, "resource": resource_id}
        return _leased(await self._first(self._say.claim, key), intent)

    async def resume(self, intent: Intent) -> Claim | Answer | None:
        """Replay a known key, or take its lapsed claim over; None while a rival is at work."""
        found = await self._first(self._say.find_locked, named(intent))
        if found is None:
            return None
        if found.status is not None:
            return _replayed(found, intent)
        check_body(found.body_hash, intent)
        return _leased(await self._first(self._say.take_over, named(intent)), intent)

    async def drop(self, claim: Claim) -> bool:
        """Give the key back: nothing was done. False when the claim was no longer ours."""
        return await self._first(self._say.drop, held_by(claim)) is not None

    async def abandoned(self, *, after: timedelta, limit: int) -> list[Claim]:
        """Return claims whose lease began longer than `after` ago and that nobody finished."""
        rows = await self._session.scalars(
            select(self._row)
            .where(
                self._row.status.is_(None), self._row.locked_until < func.now() - (after - LEASE)
            )
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [claim_of(row) for row in rows]

    async def _first(self, statement: Executable, named: dict[str, Any]) -> Row[Any] | None:
        return (await self._session.execute(statement, named)).first()


async def take(
    sessions: Sessions, row: KeyRow, intent: Intent, resource_id: UUID
) -> Claim | Answer | None:
    """Claim the intent, take over a lapsed claim or replay; None while a rival is at work."""
    async with single_statements(sessions) as session:
        found: Claim | Answer | None = await Answers(session, row).claim(intent, resource_id)
    if found is None:
        async with sessions.begin() as session:
            found = await Answers(session, row).resume(intent)
    if found is not None:
        crash.here("claim.taken")
    return found


class Claims:
    """Claims, each in a short transaction of its own."""

    def __init__(self, sessions: Sessions, row: KeyRow) -> None:
        self._sessions = sessions
        self._row = row

    async def take(self, intent: Intent, resource_id: UUID) -> Claim | Answer:
        """Claim the intent, or wait up to 2 s for a rival's answer; raise `IdempotencyKeyInUse`."""
        deadline = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
        while True:
            found = await take(self._sessions, self._row, intent, resource_id)
            if found is not None:
                return found
            if asyncio.get_running_loop().time() > deadline:
                raise IdempotencyKeyInUse
            await asyncio.sleep(0.05)

    async def drop(self, claim: Claim) -> bool:
        """Give the key back after a refusal."""
        async with self._sessions.begin() as session:
            return await Answers(session, self._row).drop(claim)


def _replayed(found: Row[Any], intent: Intent) -> Answer:
    check_body(found.body_hash, intent)
    return Answer(status=found.status, body=found.body, headers=found.headers, replayed=True)


def _leased(found: Row[Any] | None, intent: Intent) -> Claim | None:
    if found is None:
        return None
    if found.resource_id is None or found.locked_until is None:
        raise IdempotencyKeyInUse
    return Claim(intent=intent, resource_id=found.resource_id, locked_until=found.locked_until)


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
