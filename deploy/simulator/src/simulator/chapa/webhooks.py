"""What Chapa sends to the merchant, and how it signs it."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from simulator.chapa import wire
from simulator.core.amounts import to_major
from simulator.core.faults import Dials
from simulator.core.sender import Notice
from simulator.core.transactions import Refund, RefundStatus, Status, Transaction

# Every ten minutes, ten deliveries in all.
WAITS: Final = (600.0,) * 9
Event = tuple[str, str]
_DECISIONS: Final[Mapping[Status, Event]] = {
    Status.SUCCESS: ("charge.success", "success"),
    Status.FAILED: ("charge.failed", "failed"),
}


def signatures(secret: str, body: bytes) -> dict[str, str]:
    """Return both headers; only `x-chapa-signature` says anything about the body."""
    return {
        "x-chapa-signature": _hmac(secret, body),
        "chapa-signature": _hmac(secret, secret.encode()),
    }


def decision(payment: Transaction) -> Event | None:
    """Name the event and its status; None for what Chapa keeps silent about."""
    return _DECISIONS.get(payment.status)


def ending(refund: Refund) -> Event | None:
    """Name the event of a refund's end; None for one that failed."""
    done = refund.status is RefundStatus.REFUNDED
    return ("charge.refunded", "refunded") if done else None


def notice(
    payment: Transaction, event: Event, dials: Dials, *, url: str, secret: str, mode: str
) -> Notice:
    """Spell and sign the event."""
    body = encode(_flat(distorted(payment, dials.webhook), *event, mode))
    headers = {"content-type": "application/json", **signatures(secret, body)}
    if dials.webhook == "bad_signature":
        headers["x-chapa-signature"] = _hmac(secret, body + b" ")
    return Notice(provider="chapa", url=url, body=body, headers=headers, waits=WAITS)


def callback(payment: Transaction) -> Notice | None:
    """Build the unsigned GET to the address the merchant gave for this payment, if any."""
    url = payment.details.get("callback_url")
    if not url:
        return None
    said = {
        "trx_ref": payment.reference,
        "ref_id": payment.provider_reference,
        "status": wire.word(payment),
    }
    joint = "&" if "?" in url else "?"
    return Notice(provider="chapa", method="GET", url=f"{url}{joint}{urlencode(said)}")


def distorted(payment: Transaction, dial: str) -> Transaction:
    """Return the payment as a lying dial tells it."""
    if dial == "wrong_amount":
        return replace(payment, amount=payment.amount + 100)
    if dial == "wrong_currency":
        return replace(payment, currency="USD" if payment.currency == "ETB" else "ETB")
    return payment


def encode(body: dict[str, Any]) -> bytes:
    """Write JSON with escaped slashes and letters: whoever signs it re-serialised gets it wrong."""
    return json.dumps(body, separators=(",", ":")).replace("/", r"\/").encode()


def _flat(payment: Transaction, event: str, status: str, mode: str) -> dict[str, Any]:
    payer = payment.details
    return {
        "event": event,
        "first_name": payer.get("first_name") or "",
        "last_name": payer.get("last_name") or "",
        "email": payer.get("email"),
        "mobile": wire.mobile(payment),
        "currency": payment.currency,
        "amount": to_major(payment.amount),
        "charge": to_major(wire.fee(payment)),
        "status": status,
        "mode": mode,
        "reference": payment.provider_reference,
        "created_at": wire.instant(payment.created_at),
        "updated_at": wire.instant(payment.updated_at),
        "type": "API",
        "tx_ref": payment.reference,
        "payment_method": wire.method(payment),
        "customization": wire.customization(payment),
        "meta": payer.get("meta"),
    }


def _hmac(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
