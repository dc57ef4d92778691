"""Beginning, verifying, cancelling and listing payments at Chapa."""

import re
import secrets
from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from fastapi import Request

from simulator.chapa import rules, wire
from simulator.chapa.refusals import Refusal
from simulator.chapa.webhooks import distorted
from simulator.core import bodies
from simulator.core.amounts import from_major
from simulator.core.book import BookFull
from simulator.core.clock import utcnow
from simulator.core.desk import Desk
from simulator.core.transactions import Status, Transaction

_PER_PAGE: Final = 10
_PAGE_NUMBER: Final = re.compile(r"[1-9]\d{0,5}", re.ASCII)
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"
_KEPT: Final = (
    "first_name",
    "last_name",
    "email",
    "callback_url",
    "return_url",
    "customization",
    "meta",
)


async def begin(request: Request, desk: Desk) -> str:
    """Begin what the request asks for and return the pay page's token."""
    if not request.headers.get("content-type", "").lower().startswith("application/json"):
        raise Refusal(400, "Check your header settings: Content-Type must be application/json")
    body = await bodies.read_json(request)
    _refuse(body, desk)
    try:
        return (await desk.begin(_new(body))).token
    except BookFull:
        raise Refusal(503, "The simulator's book is full") from None


def told(tx_ref: str, desk: Desk, *, lie: str, mode: str) -> wire.Json:
    """Return what verify says, as the dial twists it; refuses while nothing was decided."""
    payment = _known(tx_ref, desk)
    if payment.status not in {Status.SUCCESS, Status.FAILED}:
        raise Refusal(404, "Payment not paid yet", status=None)
    is_returned = 0 < desk.book.captured(payment) <= desk.book.refunded(payment)
    status = "refunded" if is_returned else wire.word(payment)
    return wire.details(distorted(payment, lie), mode=mode, status=status)


async def cancel(tx_ref: str, desk: Desk, *, is_refused: bool) -> Transaction:
    """Close the link and return the payment; refuses what is paid or closed."""
    if is_refused or not await desk.void(_known(tx_ref, desk)):
        raise Refusal(400, "Payment link already expired")
    return _known(tx_ref, desk)


def page(asked: str | None, desk: Desk, *, base: str) -> wire.Json:
    """Return one page of the list; anything that is not a page number means the first."""
    number = int(asked) if asked and _PAGE_NUMBER.fullmatch(asked) else 1
    payments = (one for one in desk.book.newest_first() if one.provider == "chapa")
    first = (number - 1) * _PER_PAGE
    rows = list(islice(payments, first, first + _PER_PAGE + 1))
    return {
        "transactions": [wire.listed(row) for row in rows[:_PER_PAGE]],
        "pagination": {
            "per_page": _PER_PAGE,
            "current_page": number,
            "first_page_url": f"{base}?page=1",
            "next_page_url": f"{base}?page={number + 1}" if len(rows) > _PER_PAGE else None,
            "prev_page_url": f"{base}?page={number - 1}" if number > 1 else None,
        },
    }


def _known(tx_ref: str, desk: Desk) -> Transaction:
    payment = desk.book.transaction("chapa", tx_ref)
    if payment is None:
        raise Refusal(404, "Invalid transaction or Transaction not found")
    return payment


def _refuse(body: Mapping[str, Any], desk: Desk) -> None:
    if errors := rules.errors_in(body):
        raise Refusal(400, errors)
    if body["currency"] not in rules.CURRENCIES:
        raise Refusal(400, f"Invalid currency, {body['currency']} is not supported")
    if desk.book.transaction("chapa", body["tx_ref"]):
        raise Refusal(400, "Transaction reference has been used before")


def _new(body: Mapping[str, Any]) -> Transaction:
    amount = from_major(body["amount"]) or 0
    now = utcnow()
    return Transaction(
        provider="chapa",
        reference=body["tx_ref"],
        provider_reference="AP" + "".join(secrets.choice(_LETTERS) for _ in range(10)),
        token=secrets.token_urlsafe(24),
        amount=amount,
        # 3.5 per cent, half up.
        fee=(amount * 35 + 500) // 1000,
        currency=body["currency"],
        status=Status.PENDING,
        phone_number=body.get("phone_number"),
        created_at=now,
        updated_at=now,
        details={name: body[name] for name in _KEPT if body.get(name) is not None},
    )
