"""Decide an attempt's outcome by asking its provider: the only way one is ever decided.

Webhook, browser return, refresh, poller, deadline and completer all come here. It may run any
number of times, at once, for one attempt: what counts is decided under the payment's row lock.
"""

from datetime import timedelta
from typing import Final

from common import crash, logs
from payments.domain.attempt import Attempt
from payments.domain.capture import Source
from payments.domain.decision import Question, completed, decide
from payments.domain.provider import Finding, Standing
from payments.usecases.apply import Circumstances, apply
from payments.usecases.locks import locked
from payments.usecases.ports import World
from payments.usecases.problems import ProviderSilent

SHORT: Final = timedelta(seconds=5)
"""How long a provider is waited for while a person waits."""
LONG: Final = timedelta(seconds=15)
"""How long a provider is waited for in the background."""

log = logs.logger("payments.settle")


async def settle(
    attempt: Attempt, *, source: Source, world: World, patience: timedelta = LONG
) -> Finding | None:
    """Ask and decide; returns what the provider said, None for silence."""
    finding = await ask(attempt, world=world, patience=patience)
    await conclude(attempt, finding, source=source, world=world)
    return finding


async def ask(attempt: Attempt, *, world: World, patience: timedelta) -> Finding | None:
    """Ask the provider; None for silence. No connection is held meanwhile."""
    if attempt.begun_at is None:
        return Finding(standing=Standing.ABSENT)  # it was certainly never called
    provider = world.providers.get(attempt.provider)
    if provider is None:
        log.error("an attempt's provider has no credentials", provider=attempt.provider)
        return None
    try:
        crash.here("provider.ask.calling")
        finding = await provider.ask(attempt, patience=patience)
        crash.here("provider.ask.answered")
    except ProviderSilent as silence:
        log.warning("a provider is silent", provider=attempt.provider, reason=str(silence))
        return None
    return finding


async def conclude(
    attempt: Attempt,
    finding: Finding | None,
    *,
    source: Source,
    world: World,
    final: bool = False,
) -> None:
    """Decide on the answer in one transaction, whatever happened since it was asked for."""
    async with world.open_tx() as tx:
        payment, current = await locked(attempt, tx)
        now = await tx.now()
        told = completed(finding, current)
        question = Question(
            attempt=current,
            finding=told,
            now=now,
            collected_elsewhere=await tx.captures.has_counted(payment.id, but=current.id),
            final=final,
        )
        how = Circumstances(finding=told, source=source, at=now)
        await apply(decide(question), payment, how, before=current, tx=tx)
