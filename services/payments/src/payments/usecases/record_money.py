"""Staff record money that no provider tells us about: cash at the door, a bank transfer."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from common.events.payments import AuditRecorded
from common.money import Money
from payments.domain.admission import PaymentInProgress, Wanted, admit, seconds_left
from payments.domain.attempt import Attempt, AttemptStatus
from payments.domain.caller import Caller
from payments.domain.capture import Source
from payments.domain.decision import Decision
from payments.domain.lifecycle import Trigger, step
from payments.domain.payment import OrderNote, Payment
from payments.domain.provider import Finding, Flow, Limits, Standing, Terms
from payments.usecases.accept import accept
from payments.usecases.apply import Circumstances, apply
from payments.usecases.begin_attempt import granted
from payments.usecases.locks import locked
from payments.usecases.ports import Outcome, Seal, World
from payments.usecases.problems import AmountNotPayable, CurrencyNotSupported, NothingOutstanding
from payments.usecases.reserve import Wish, reserve
from payments.usecases.stores import Tx

_PATIENCE_SECONDS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMoney:
    """What arrived, for which order, and who says so."""

    attempt_id: UUID
    order_id: UUID
    provider: str
    amount: Money
    note: str | None
    reference: str
    caller: Caller
    actor_id: UUID
    request_id: str | None


async def record_money(command: RecordMoney, *, world: World, seal: Seal) -> Outcome:
    """Book the money on the order's payment, beginning one with orders where there is none.

    Raises `NothingOutstanding`, `AmountNotPayable` or orders' own refusal.
    """
    async with world.open_tx() as tx:
        payment = await tx.payments.of_order(command.order_id)
        attempts = [] if payment is None else await tx.attempts.of(payment.id)
        if payment is not None and payment.order_note is OrderNote.CANCELLED:
            raise NothingOutstanding
        if payment is not None and _is_agreed(payment, attempts):
            _check_amount(payment, command.amount)
            attempt = await _standing(command, payment, attempts, tx)
            return await _book(attempt, payment, command, seal, tx)
    return await _begin_and_book(command, world, seal)


def _is_agreed(payment: Payment, attempts: list[Attempt]) -> bool:
    """Tell whether orders counts on this money already, so that it need not be asked."""
    promised = any(attempt.status is AttemptStatus.AUTHORIZED for attempt in attempts)
    return promised or payment.captured > 0


def _check_amount(payment: Payment, amount: Money, *, least: Money | None = None) -> None:
    owed = payment.outstanding
    if owed is None or owed.amount == 0:
        raise NothingOutstanding
    if owed.currency != amount.currency:
        raise CurrencyNotSupported([owed.currency])
    if not (1 if least is None else least.amount) <= amount.amount <= owed.amount:
        raise AmountNotPayable(f"{owed.amount} is outstanding, in minor units")


async def _standing(
    command: RecordMoney, payment: Payment, attempts: list[Attempt], tx: Tx
) -> Attempt:
    for attempt in attempts:
        if attempt.status is AttemptStatus.AUTHORIZED and attempt.provider == command.provider:
            return attempt
    now = await tx.now()
    wanted = Wanted(id=command.attempt_id, provider="", now=now)
    rival = admit(payment, _decided(attempts), wanted).displaced
    if rival is not None:
        raise PaymentInProgress(retry_after=seconds_left(rival, now))
    attempt = _direct(command, payment, now)
    await tx.attempts.add(attempt)
    return attempt


def _decided(attempts: list[Attempt]) -> list[Attempt]:
    # Cash that was promised does not stand in the way of a bank transfer.
    return [one for one in attempts if one.status is not AttemptStatus.AUTHORIZED]


def _direct(command: RecordMoney, payment: Payment, now: datetime) -> Attempt:
    return Attempt(
        id=command.attempt_id,
        payment_id=payment.id,
        order_id=payment.order_id,
        provider=command.provider,
        flow=Flow.NONE,
        reference=command.reference,
        status=AttemptStatus.AUTHORIZED,
        begun_by=command.caller.identities[0],
        created_at=now,
        begun_at=now,
        amount=command.amount,
    )


async def _begin_and_book(command: RecordMoney, world: World, seal: Seal) -> Outcome:
    terms = _exactly(command, world)
    wish = Wish(
        attempt_id=command.attempt_id,
        order_id=command.order_id,
        terms=terms,
        reference=command.reference,
        phone_number=None,
        return_url=None,
        caller=command.caller,
    )
    reserved = await reserve(wish, world=world)
    # What another request is about to begin is asked of orders on other terms than ours: a refusal
    # of one would end what the other let orders begin.
    if reserved.is_at_work or reserved.attempt.provider != command.provider:
        raise PaymentInProgress(retry_after=_PATIENCE_SECONDS)
    grant = await granted(reserved, terms, command.caller, world)
    attempt, _ = await accept(reserved.attempt, grant, terms, command.caller, world=world)
    async with world.open_tx() as tx:
        payment, current = await locked(attempt, tx)
        _check_amount(payment, command.amount, least=payment.outstanding)
        return await _book(current, payment, command, seal, tx)


def _exactly(command: RecordMoney, world: World) -> Terms:
    """Return terms that only an order of exactly this total meets: part of it is no payment."""
    amount = command.amount
    terms = world.providers[command.provider].terms
    return replace(terms, limits={amount.currency: Limits(amount.amount, amount.amount)})


async def _book(
    attempt: Attempt, payment: Payment, command: RecordMoney, seal: Seal, tx: Tx
) -> Outcome:
    now = await tx.now()
    finding = Finding(standing=Standing.CAPTURED, amount=command.amount)
    how = Circumstances(finding=finding, source=Source.STAFF, at=now, note=command.note)
    to, effects = step(attempt.status, Trigger.CAPTURED)
    booked = replace(attempt, status=to, next_ask_at=None, lease_until=None)
    decision = Decision(attempt=booked, effects=effects)
    after = await apply(decision, payment, how, before=attempt, tx=tx)
    tx.outbox.add(_audit(command, payment, after, now))
    outcome = Outcome(payment=after, attempt=booked, is_new=True)
    await seal(tx, outcome)
    return outcome


def _audit(command: RecordMoney, before: Payment, after: Payment, now: datetime) -> AuditRecorded:
    return AuditRecorded(
        occurred_at=now,
        aggregate_id=after.id,
        aggregate_version=after.version,
        actor_id=command.actor_id,
        action="payments.record_money",
        object_type="payment",
        object_id=str(after.id),
        before={"captured": before.captured},
        after={"captured": after.captured, "provider": command.provider},
        request_id=command.request_id,
    )
