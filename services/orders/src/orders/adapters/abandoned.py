"""Claims that crashed requests left behind, and answers nobody will ask for again."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from common.db import Sessions
from common.idempotency import Answers
from common.old_rows import delete_old
from orders.adapters.releases import owe
from orders.adapters.tables import IdempotencyRow

_CLAIMS_LAST: Final = timedelta(seconds=60)
_ANSWERS_LAST: Final = timedelta(days=7)
_BATCH: Final = 100


async def forget_claims(sessions: Sessions) -> list[UUID]:
    """Delete abandoned claims, owing the release of their holds; return the ids they reserved."""
    async with sessions.begin() as session:
        answers = Answers(session, IdempotencyRow)
        claims = await answers.abandoned(after=_CLAIMS_LAST, limit=_BATCH)
        freed = [claim.resource_id for claim in claims if await answers.drop(claim)]
        await owe(session, freed)
        return freed


async def forget_answers(sessions: Sessions) -> None:
    """Delete answers that are older than their promise."""
    await delete_old(sessions, IdempotencyRow.created_at, older_than=_ANSWERS_LAST)
