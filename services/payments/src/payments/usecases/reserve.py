"""Store a new attempt before anybody is asked, or find the one that answers for it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from common.ids import new_id
from common.money import Money
from payments.domain.admission import PaymentInProgress, Wanted, admit
from payments.domain.attempt import Attempt, AttemptStatus
from payments.domain.caller import Caller
from payments.domain.payment import Payment, blank
from payments.domain.provider import Terms
from payments.domain.schedule import COMPLETE_AFTER, LEASE
from payments.usecases.locks import locked
from payments.usecases.ports import World
from payments.usecases.problems import AmountNotPayable, CurrencyNotSupported, PaymentNotFound
from payments.usecases.stop import stop_all
from payments.usecases.stores import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An attempt someone wants to begin."""

    attempt_id: UUID
    order_id: UUID
    terms: Terms
    reference: str
    phone_number: str | None
    return_url: str | None
    caller: Caller
    callback_hash: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """The attempt that answers the wish.

    `is_ours`: orders and the provider are still to be asked, by this request and no other.
    `is_at_work`: another request is about to know its outcome.
    `was_asked`: orders may have let it begin already, for an earlier request.
    `is_in_the_way`: it is another provider's, and has to end first.
    """

    attempt: Attempt
    is_ours: bool
    is_at_work: bool
    was_asked: bool = False
    is_in_the_way: bool = False

    def is_still_ours(self, current: Attempt) -> bool:
        """Tell whether nobody began, ended or took over the attempt in the meantime."""
        is_untouched = current.status is AttemptStatus.INITIATING and current.begun_at is None
        return self.is_ours and is_untouched and current.lease_until == self.attempt.lease_until


async def reserve(wish: Wish, *, world: World) -> Reserved:
    """Find or store the attempt; raise `PaymentNotFound` for another's order, or the rules' no."""
    async with world.open_tx() as tx:
        now = await tx.now()
        payment = await tx.payments.opened(blank(new_id(), wish.order_id, at=now))
        _admit_caller(payment, wish.caller)
        attempts = await tx.attempts.of(payment.id)
        wanted = Wanted(id=wish.attempt_id, provider=wish.terms.code, now=now)
        admission = admit(payment, attempts, wanted)
        if admission.standing is not None:
            return await _resumed(admission.standing, wish, now, tx)
        if payment.outstanding is not None:
            check_amount(payment.outstanding, wish.terms)
        if admission.displaced is not None:
            return _in_the_way(admission.displaced, wish.caller, now)
        attempt = _new(wish, payment, now)
        if attempts:
            await stop_all(payment.id, tx=tx)
        await tx.attempts.add(attempt)
        return Reserved(attempt=attempt, is_ours=True, is_at_work=False)


async def release(reserved: Reserved, *, world: World) -> None:
    """Let the next request go on with the attempt, unless one does already."""
    async with world.open_tx() as tx:
        _, current = await locked(reserved.attempt, tx)
        if reserved.is_still_ours(current):
            await tx.attempts.save(replace(current, lease_until=None))


def check_amount(owed: Money, terms: Terms) -> None:
    """Raise `CurrencyNotSupported` or `AmountNotPayable` for what the provider does not take."""
    if owed.currency not in terms.limits:
        raise CurrencyNotSupported(terms.currencies)
    if not terms.take(owed):
        raise AmountNotPayable("the provider does not take so much or so little")


async def _resumed(attempt: Attempt, wish: Wish, now: datetime, tx: Tx) -> Reserved:
    caller = wish.caller
    leased = _is_leased(attempt, now)
    if attempt.status is not AttemptStatus.INITIATING or (attempt.begun_at and not leased):
        return Reserved(attempt=attempt, is_ours=False, is_at_work=False)
    if leased:
        return Reserved(attempt=attempt, is_ours=False, is_at_work=True)
    _refuse_stranger(attempt, caller)
    # Nobody was asked for money yet: what this request says holds.
    taken = replace(
        attempt,
        lease_until=now + LEASE,
        begun_by=_name(caller),
        phone_number=wish.phone_number,
        return_url=wish.return_url,
        callback_hash=wish.callback_hash,
    )
    await tx.attempts.save(taken)
    return Reserved(attempt=taken, is_ours=True, is_at_work=False, was_asked=True)


def _in_the_way(attempt: Attempt, caller: Caller, now: datetime) -> Reserved:
    if attempt.begun_at is None and not _is_leased(attempt, now):
        _refuse_stranger(attempt, caller)
    at_work = attempt.status is AttemptStatus.INITIATING and _is_leased(attempt, now)
    return Reserved(attempt=attempt, is_ours=False, is_at_work=at_work, is_in_the_way=not at_work)


def _is_leased(attempt: Attempt, now: datetime) -> bool:
    return attempt.lease_until is not None and attempt.lease_until > now


def _refuse_stranger(attempt: Attempt, caller: Caller) -> None:
    if not caller.is_staff and attempt.begun_by not in caller.identities:
        # Orders may have let it begin already: a refusal of this caller must not end it.
        raise PaymentInProgress(retry_after=round(COMPLETE_AFTER.total_seconds()))


def _admit_caller(payment: Payment, caller: Caller) -> None:
    has_owner = payment.owner is not None or payment.token_hash is not None
    if has_owner and not caller.is_staff and not payment.is_owned_by(caller.identities):
        raise PaymentNotFound


def _new(wish: Wish, payment: Payment, now: datetime) -> Attempt:
    return Attempt(
        id=wish.attempt_id,
        payment_id=payment.id,
        order_id=payment.order_id,
        provider=wish.terms.code,
        flow=wish.terms.flow,
        reference=wish.reference,
        status=AttemptStatus.INITIATING,
        begun_by=_name(wish.caller),
        created_at=now,
        phone_number=wish.phone_number,
        return_url=wish.return_url,
        callback_hash=wish.callback_hash,
        lease_until=now + LEASE,
    )


def _name(caller: Caller) -> str:
    return caller.identities[0]
