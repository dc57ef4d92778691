"""Give an attempt up: ask, have its provider close it, and ask again, for a payment wins."""

import asyncio
from datetime import timedelta
from typing import Final

from common import crash, logs
from payments.domain.attempt import Attempt
from payments.domain.capture import Source
from payments.domain.provider import Standing
from payments.usecases.ports import World
from payments.usecases.problems import ProviderSilent
from payments.usecases.settle import LONG, Manner, ask, conclude

_OPEN: Final = frozenset({Standing.PENDING, Standing.DECLINED, Standing.CANCELLED})

log = logs.logger("payments.wind_up")


async def wind_up(
    attempt: Attempt,
    *,
    source: Source,
    world: World,
    patience: timedelta = LONG,
    final: bool = False,
    displaced: bool = False,
) -> None:
    """Close the attempt where that can be done, and decide; repeatable at any point."""
    finding = await ask(attempt, world=world, patience=patience)
    is_closed = None
    if finding is not None and finding.standing in _OPEN:
        is_closed = await _closed(attempt, world=world, patience=patience)
    if is_closed is not None:
        # Perhaps it was paid in the very moment.
        finding = await ask(attempt, world=world, patience=patience)
    manner = Manner(source=source, final=final, is_closed=is_closed is True, is_displaced=displaced)
    await conclude(attempt, finding, manner, world=world)


async def _closed(attempt: Attempt, *, world: World, patience: timedelta) -> bool | None:
    """Have it closed; None where there is nothing to be done, or no answer."""
    provider = world.providers[attempt.provider]
    if not provider.terms.voidable or attempt.closed_at is not None:
        return None
    try:
        crash.here("provider.void.calling")
        async with asyncio.timeout(patience.total_seconds()):
            is_closed = await provider.void(attempt)
        crash.here("provider.void.answered")
    except (ProviderSilent, TimeoutError) as silence:
        log.warning("a provider is silent", provider=attempt.provider, reason=str(silence))
        return None
    return is_closed
