"""Begin an attempt: store it, ask orders, ask the provider, store the answer.

Each step is a short transaction of its own; nothing is held across a call. A process that
dies in between leaves a row that the next request or the completer picks up.
"""

import asyncio
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from common import crash
from common.errors import Problem, Unavailable
from payments.domain.admission import PaymentInProgress
from payments.domain.attempt import Attempt
from payments.domain.callback import callback_hash
from payments.domain.caller import Caller
from payments.domain.provider import Begun, Refusal, Terms
from payments.usecases import reserve
from payments.usecases.accept import accept, close_refused
from payments.usecases.choose_provider import Choice, chosen
from payments.usecases.displace import displace
from payments.usecases.link import link
from payments.usecases.locks import locked
from payments.usecases.ports import Asking, Charge, Grant, Outcome, Provider, Seal, World
from payments.usecases.problems import BadPhoneNumber, ProviderSilent
from payments.usecases.reserve import check_amount
from payments.usecases.stores import Tx

_PATIENCE_SECONDS: Final = 6
_GLANCE_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """Everything that decides what is begun."""

    attempt_id: UUID
    order_id: UUID
    provider: str
    reference: str
    callback_token: str
    """For the address that the provider reports to, where it needs one."""
    phone_number: str | None
    return_url: str | None
    caller: Caller


async def begin_attempt(command: Begin, *, world: World, seal: Seal) -> Outcome:
    """Begin an attempt, or return the one that is open with the same provider."""
    choice = await chosen(command.provider, world=world)
    if not choice.terms.ring(command.phone_number):
        raise BadPhoneNumber
    reserved = await _reserved(_wish(command, choice.terms), world)
    if reserved.is_ours:
        return await _carry_out(command, reserved, choice, world=world, seal=seal)
    return await _existing(reserved.attempt, world, seal, command)


async def _reserved(wish: reserve.Wish, world: World) -> reserve.Reserved:
    """Reserve the attempt, once nobody else is at work on one and none is in its way."""
    clock = asyncio.get_running_loop()
    until = clock.time() + _PATIENCE_SECONDS
    while True:
        reserved = await reserve.reserve(wish, world=world)
        if not reserved.is_at_work and not reserved.is_in_the_way:
            return reserved
        if clock.time() > until:
            raise PaymentInProgress(retry_after=1)
        if reserved.is_in_the_way:
            await displace(reserved.attempt, world=world)
        else:
            # Another request with another key is at work on it: its answer may be ours too.
            await asyncio.sleep(_GLANCE_SECONDS)


def _wish(command: Begin, terms: Terms) -> reserve.Wish:
    return reserve.Wish(
        attempt_id=command.attempt_id,
        order_id=command.order_id,
        terms=terms,
        reference=command.reference,
        callback_hash=callback_hash(command.callback_token) if terms.callback_tokens else None,
        phone_number=command.phone_number,
        return_url=command.return_url,
        caller=command.caller,
    )


async def _carry_out(
    command: Begin, reserved: reserve.Reserved, choice: Choice, *, world: World, seal: Seal
) -> Outcome:
    crash.here("attempt.reserved")
    grant = await granted(reserved, choice.terms, command.caller, world)
    crash.here("attempt.granted")
    accepted, is_ours = await accept(
        reserved.attempt, grant, choice.terms, command.caller, world=world
    )
    if not is_ours:
        # The lease had lapsed, and another request went on: a provider is called once.
        return await _existing(accepted, world, seal, command)
    try:
        check_amount(grant.amount, choice.terms)
    except Problem as refusal:
        # Orders let it begin, so orders must hear that it ended.
        refused = Refusal(code=refusal.code, detail=str(refusal), retryable=False)
        await link(accepted, refused, world=world, seal=_no_answer)
        raise
    begun = await _begun(accepted, choice.provider, grant, command.callback_token)
    return await link(accepted, begun, world=world, seal=seal)


async def _no_answer(_: Tx, __: Outcome) -> None:
    """Keep nothing: a refusal leaves the key free."""


async def granted(reserved: reserve.Reserved, terms: Terms, caller: Caller, world: World) -> Grant:
    """Ask orders; a refusal closes the attempt and is passed on, silence leaves it open."""
    attempt = reserved.attempt
    asking = Asking(
        order_id=attempt.order_id,
        attempt_id=attempt.id,
        terms=terms,
        credentials=caller.credentials,
    )
    try:
        return await world.orders.begin(asking)
    except Unavailable:
        # Orders may have taken it: the same attempt is tried again, or the completer ends it.
        await reserve.release(reserved, world=world)
        raise
    except Problem as refusal:
        await close_refused(reserved, refusal, world=world)
        raise


async def _begun(
    attempt: Attempt, provider: Provider, grant: Grant, callback_token: str
) -> Begun | None:
    charge = Charge(
        reference=attempt.reference,
        amount=grant.amount,
        order_number=grant.number,
        customer=grant.customer,
        phone_number=attempt.phone_number,
        callback_token=callback_token if attempt.callback_hash else None,
    )
    try:
        crash.here("provider.begin.calling")
        begun = await provider.begin(charge)
        crash.here("provider.begin.answered")
    except ProviderSilent:
        return None
    return begun


async def _existing(attempt: Attempt, world: World, seal: Seal, command: Begin) -> Outcome:
    async with world.open_tx() as tx:
        payment, found = await locked(attempt, tx)
        outcome = Outcome(payment=payment, attempt=found, is_new=found.id == command.attempt_id)
        await seal(tx, outcome)
        return outcome
