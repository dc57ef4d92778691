"""Giving money back at Chapa."""

import secrets
from collections.abc import Mapping
from typing import Any

from fastapi import Request

from simulator.chapa import wire
from simulator.chapa.refusals import Refusal
from simulator.core import bodies
from simulator.core.amounts import from_major
from simulator.core.book import BookFull
from simulator.core.clock import utcnow
from simulator.core.desk import Desk
from simulator.core.transactions import Refund, RefundStatus, Status, Transaction


async def begin(reference: str, request: Request, desk: Desk) -> wire.Json:
    """Begin the refund that the form asks for; without an amount all that is left."""
    form = await bodies.read_form(request)
    payment = _paid(reference, desk)
    try:
        refund = await desk.give_back(_new(form, payment, desk))
    except BookFull:
        raise Refusal(503, "The simulator's book is full") from None
    return wire.refund_begun(refund, payment)


def dial(reference: str, desk: Desk) -> str:
    """Return how the dial stands for refunds of the payment with this reference."""
    payment = _found(reference, desk)
    return desk.faults.of("chapa", payment.reference if payment else None).refund


def told(reference: str, desk: Desk) -> wire.Json:
    """Return how far the refund is."""
    refund = desk.book.refund("chapa", reference) or _mine(reference, desk)
    payment = desk.book.transaction("chapa", refund.payment) if refund else None
    if refund is None or payment is None:
        raise Refusal(404, "Refund not found")
    return wire.refund_state(refund, payment)


def _found(reference: str, desk: Desk) -> Transaction | None:
    return desk.book.known_as("chapa", reference) or desk.book.transaction("chapa", reference)


def _paid(reference: str, desk: Desk) -> Transaction:
    payment = _found(reference, desk)
    if payment is None:
        raise Refusal(404, "Transaction not found")
    if payment.status is not Status.SUCCESS:
        raise Refusal(400, "Only a successful payment can be refunded")
    return payment


def _mine(reference: str, desk: Desk) -> Refund | None:
    chapas = (one for one in desk.book.refunds() if one.provider == "chapa")
    return next((one for one in chapas if one.merchant_reference == reference), None)


def _new(form: Mapping[str, Any], payment: Transaction, desk: Desk) -> Refund:
    mine = _text(form, "reference")
    if mine is not None and _mine(mine, desk):
        raise Refusal(400, "Refund reference has been used before")
    now = utcnow()
    return Refund(
        provider="chapa",
        reference=f"MERC-DIS-REF-{secrets.token_hex(6).upper()}",
        merchant_reference=mine,
        payment=payment.reference,
        amount=_amount(form, desk.book.refundable(payment)),
        status=RefundStatus.PROCESSING,
        reason=_text(form, "reason"),
        created_at=now,
        updated_at=now,
    )


def _amount(form: Mapping[str, Any], left: int) -> int:
    asked = form.get("amount")
    amount = left if asked is None or asked == "" else from_major(asked)
    if amount is None:
        raise Refusal(400, {"amount": ["validation.numeric"]})
    if not 0 < amount <= left:
        raise Refusal(400, "Refund amount exceeds what is left of the payment")
    return amount


def _text(form: Mapping[str, Any], name: str) -> str | None:
    value = form.get(name)
    return value if isinstance(value, str) and value else None
