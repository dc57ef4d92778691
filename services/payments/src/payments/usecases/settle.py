"""Decide an attempt's outcome by asking its provider: the only way one is ever decided.

Webhook, browser return, refresh, poller, deadline and completer all come here. It may run any
number of times, at once, for one attempt: what counts is decided under the payment's row lock.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from common import crash, logs
from common.money import Money
from payments.domain.attempt import Attempt
from payments.domain.capture import Source
from payments.domain.decision import Question, completed, decide
from payments.domain.payment import Payment
from payments.domain.provider import Finding, Standing
from payments.domain.refund import are_whole
from payments.usecases.apply import Circumstances, apply
from payments.usecases.locks import locked
from payments.usecases.ports import World
from payments.usecases.problems import ProviderSilent
from payments.usecases.stores import Tx

SHORT: Final = timedelta(seconds=5)
"""How long a provider is waited for while a person waits."""
LONG: Final = timedelta(seconds=15)
"""How long a provider is waited for in the background."""

log = logs.logger("payments.settle")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """Why the provider was asked, and what else was done to the attempt meanwhile."""

    source: Source
    final: bool = False
    """The link is lost for good."""
    is_closed: bool = False
    """The provider has closed it, and was asked after that."""
    is_displaced: bool = False
    """Another attempt is to take its place."""


async def settle(
    attempt: Attempt, *, source: Source, world: World, patience: timedelta = LONG
) -> Finding | None:
    """Ask and decide; returns what the provider said, None for silence."""
    finding = await ask(attempt, world=world, patience=patience)
    await conclude(attempt, finding, Manner(source=source), world=world)
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
    attempt: Attempt, finding: Finding | None, manner: Manner, *, world: World
) -> None:
    """Decide on the answer in one transaction, whatever happened since it was asked for."""
    async with world.open_tx() as tx:
        payment, current = await locked(attempt, tx)
        if current.begun_at != attempt.begun_at:
            return  # the provider was called since: the answer is about another time
        question = await _question(payment, current, finding, manner, tx)
        how = Circumstances(finding=question.finding, source=manner.source, at=question.now)
        await apply(decide(question), payment, how, before=current, tx=tx)


async def _question(
    payment: Payment, attempt: Attempt, finding: Finding | None, manner: Manner, tx: Tx
) -> Question:
    booked = (await tx.captures.of(payment.id)).get(attempt.id)
    return Question(
        attempt=attempt,
        finding=completed(finding, attempt),
        now=await tx.now(),
        # Only asked about one that is no success, to which none of it can belong.
        collected_elsewhere=payment.captured > 0,
        booked=booked,
        is_given_back=booked is not None and await _is_given_back(attempt, booked, tx),
        final=manner.final,
        is_closed=manner.is_closed,
        is_displaced=manner.is_displaced,
    )


async def _is_given_back(attempt: Attempt, booked: Money, tx: Tx) -> bool:
    refunds = await tx.refunds.of(attempt.payment_id)
    return are_whole((one for one in refunds if one.attempt_id == attempt.id), booked)
