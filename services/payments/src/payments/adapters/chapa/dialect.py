"""Chapa's words, version 1 of its API: what we write and how its answers read. No I/O."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from payments.adapters.reading import amount_of, parsed, text_of
from payments.domain.provider import Begun, Finding, Link, Refusal, Standing
from payments.usecases.ports import Charge
from payments.usecases.problems import ProviderSilent

_OK: Final = 200
_NOT_FOUND: Final = 404
_REFUSING: Final = range(400, 500)
_USED: Final = "transaction reference has been used before"
_EXPIRED: Final = "payment link already expired"
_NEVER_CREATED: Final = "transaction not found"
_NOT_PAID: Final = "not paid yet"

# It looks a mail domain up, and these have no mail exchanger.
_RESERVED: Final = re.compile(
    r"@(?:[^@]*\.)?(?:example\.(?:com|net|org)|example|test|invalid|localhost|local)$"
)
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+")
_PHONE: Final = re.compile(r"\+251([79]\d{8})")
_REFERENCE: Final = re.compile(r"[A-Za-z0-9_-]{3,50}")

STANDINGS: Final[Mapping[str, Standing]] = {
    "success": Standing.CAPTURED,
    "pending": Standing.PENDING,
    "failed": Standing.DECLINED,
    "failed/cancelled": Standing.DECLINED,
    "cancelled": Standing.CANCELLED,
    "refunded": Standing.REVERSED,
    "reversed": Standing.REVERSED,
}


def initialize(charge: Charge, *, return_url: str) -> dict[str, Any]:
    """Write the request for a hosted checkout; what Chapa would refuse is left out."""
    first_name, _, last_name = (charge.customer.full_name or "").strip().partition(" ")
    optional = {
        "email": _email(charge.customer.email),
        "phone_number": _phone(charge.phone_number or charge.customer.phone_number),
        "first_name": first_name,
        "last_name": last_name.strip(),
    }
    return {
        "amount": f"{charge.amount.major:f}",
        "currency": charge.amount.currency,
        "tx_ref": charge.reference,
        "callback_url": return_url,
        "return_url": return_url,
        "customization": {"title": "Order", "description": f"Order {charge.order_number}"},
        **{name: value for name, value in optional.items() if value},
    }


def begun(status: int, body: bytes) -> Begun:
    """Read the answer to `initialize`; raise `ProviderSilent` where it says nothing certain."""
    answer = parsed(body)
    if status == _OK:
        return Link(url=_checkout_url(answer))
    if status not in _REFUSING or _said(answer) == _USED:
        # A used reference means that an earlier copy of this very request got through.
        raise ProviderSilent(f"initialize: {status}")
    return Refusal(code="provider_refused", detail="the provider refused to begin this payment")


def found(status: int, body: bytes, *, reference: str) -> Finding:
    """Read the answer to `verify`; raise `ProviderSilent` where it says nothing about us."""
    answer = parsed(body)
    if status == _NOT_FOUND:
        return Finding(standing=_waiting(_said(answer)))
    if status != _OK:
        raise ProviderSilent(f"verify: {status}")
    data = answer.get("data")
    if not isinstance(data, dict) or data.get("tx_ref") != reference:
        return Finding(standing=Standing.UNRECOGNISED)
    # The wrapper's own status has been seen to say other things than the payment's.
    standing = STANDINGS.get(str(data.get("status")).lower(), Standing.UNRECOGNISED)
    amount = amount_of(data.get("amount"), data.get("currency"))
    if standing is Standing.CAPTURED and amount is None:
        return Finding(standing=Standing.UNRECOGNISED)
    return Finding(
        standing=standing,
        amount=amount,
        fee=amount_of(data.get("charge"), data.get("currency")),
        provider_reference=text_of(data.get("reference")),
    )


def is_voided(status: int, body: bytes) -> bool:
    """Read the answer to `cancel`: True when the link is closed for good, now or long since.

    It may have been closed by a payment: `verify` says so.
    """
    answer = parsed(body)
    done = status == _OK and answer.get("status") == "success"
    return done or (status in _REFUSING and _said(answer) == _EXPIRED)


def reference_in(body: bytes) -> str | None:
    """Return the reference a webhook is about; None where there is none that can be read."""
    try:
        reference = parsed(body).get("tx_ref")
    except ProviderSilent:
        return None
    is_ours = isinstance(reference, str) and _REFERENCE.fullmatch(reference) is not None
    return str(reference) if is_ours else None


def _said(answer: Mapping[str, Any]) -> str:
    message = answer.get("message")
    return message.strip().lower() if isinstance(message, str) else ""


def _waiting(message: str) -> Standing:
    if _NOT_PAID in message:
        return Standing.PENDING
    return Standing.ABSENT if _NEVER_CREATED in message else Standing.UNRECOGNISED


def _checkout_url(answer: Mapping[str, Any]) -> str:
    data = answer.get("data")
    url = data.get("checkout_url") if isinstance(data, dict) else None
    if not isinstance(url, str) or urlsplit(url).scheme not in {"http", "https"}:
        raise ProviderSilent("initialize: no checkout address in the answer")
    return url


def _email(email: str | None) -> str | None:
    is_sendable = email is not None and _EMAIL.fullmatch(email) and not _RESERVED.search(email)
    return email if is_sendable else None


def _phone(number: str | None) -> str | None:
    matched = _PHONE.fullmatch(number or "")
    return f"0{matched[1]}" if matched else None
