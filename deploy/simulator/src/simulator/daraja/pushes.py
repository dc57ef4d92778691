"""Prompts on the payer's phone: sending them, and asking how they stand."""

import secrets
from datetime import datetime
from itertools import count
from typing import Final

from simulator.core.book import BookFull
from simulator.core.clock import utcnow
from simulator.core.desk import Desk
from simulator.core.transactions import Status, Transaction
from simulator.daraja import rules, wire
from simulator.daraja.account import Account
from simulator.daraja.refusals import Refusal, bad_request

PROVIDER: Final = "mpesa"
PROMPT_LIVES_S: Final = 60.0
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


async def begin(body: rules.Body, desk: Desk, account: Account) -> wire.Json:
    """Send a prompt; the same request once more sends another one."""
    rules.refuse(body, rules.PUSH)
    authenticate(body, account)
    if body["TransactionType"] == "CustomerPayBillOnline" and not is_own(body["PartyB"], account):
        raise bad_request("PartyB")
    try:
        payment = await desk.begin(_new(body, desk))
    except BookFull:
        raise Refusal(500, "500.003.03", "Error Occurred: Quota Violation") from None
    return wire.accepted(payment)


def told(body: rules.Body, desk: Desk, account: Account) -> wire.Json:
    """Return how a prompt stands: neither the amount nor the receipt."""
    rules.refuse(body, rules.QUERY)
    authenticate(body, account)
    payment = found(rules.text(body["CheckoutRequestID"]), desk)
    if payment is None:
        raise Refusal(500, "500.001.1001", "The transaction does not Exist")
    verdict = _verdict(payment, desk)
    if verdict is wire.UNDER_WAY and payment.number % 2:
        raise Refusal(500, "500.001.1001", "The transaction is being processed")
    return wire.queried(payment, verdict)


def found(checkout_request: str, desk: Desk) -> Transaction | None:
    """Find a push by the id that it was answered with."""
    payment = desk.book.known_as(PROVIDER, checkout_request)
    return payment if payment and payment.token == checkout_request else None


def receipt() -> str:
    """Make a receipt number."""
    return "T" + "".join(secrets.choice(_LETTERS) for _ in range(9))


def is_own(shortcode: object, account: Account) -> bool:
    """Whether the shortcode is the account's."""
    return rules.text(shortcode) == account.shortcode


def authenticate(body: rules.Body, account: Account) -> None:
    """Refuse another's shortcode and a password that does not belong to the timestamp."""
    if not is_own(body["BusinessShortCode"], account):
        raise Refusal(500, "500.001.1001", "Merchant does not exist")
    if not account.has_signed(rules.text(body["Password"]), body["Timestamp"]):
        raise Refusal(500, "500.001.1001", "Wrong credentials")


def _verdict(payment: Transaction, desk: Desk) -> wire.Verdict:
    match payment.status:
        case Status.SUCCESS:
            return wire.DONE
        case Status.FAILED:
            return wire.CANCELLED
        case Status.ABANDONED if _has_lapsed(payment, desk):
            return wire.LAPSED
        case _:
            return wire.UNDER_WAY


def _has_lapsed(payment: Transaction, desk: Desk) -> bool:
    lives_s = PROMPT_LIVES_S * desk.faults.of(PROVIDER, payment.reference).time_factor
    return (utcnow() - payment.created_at).total_seconds() >= lives_s


def _new(body: rules.Body, desk: Desk) -> Transaction:
    now = utcnow()
    asked_as = rules.text(body["AccountReference"])
    return Transaction(
        provider=PROVIDER,
        reference=_unused(asked_as, desk),
        provider_reference=receipt(),
        token=_checkout_request(rules.text(body["PhoneNumber"]), now, desk),
        amount=(rules.whole(body["Amount"]) or 0) * 100,
        fee=0,
        currency="KES",
        status=Status.PENDING,
        phone_number=rules.text(body["PhoneNumber"]),
        created_at=now,
        updated_at=now,
        details={
            "is_prompt": True,
            "asked_as": asked_as,
            "merchant": rules.text(body["BusinessShortCode"]),
            "merchant_request": f"{secrets.randbelow(90_000) + 10_000}-{secrets.randbits(26)}-1",
            "callback_url": body["CallBackURL"],
            "description": body.get("TransactionDesc"),
        },
    )


def _unused(reference: str, desk: Desk) -> str:
    if desk.book.transaction(PROVIDER, reference) is None:
        return reference
    names = (f"{reference}~{number}" for number in count(2))
    return next(name for name in names if desk.book.transaction(PROVIDER, name) is None)


def _checkout_request(phone: str, now: datetime, desk: Desk) -> str:
    local = now.astimezone(wire.NAIROBI)
    ids = (
        f"ws_CO_{local:%d%m%Y%H%M%S}{milliseconds % 1000:03}{phone[3:]}"
        for milliseconds in count(local.microsecond // 1000)
    )
    return next(one for one in ids if found(one, desk) is None)
