"""Chapa's JSON: numbers when verifying, strings in webhooks, three decimals in lists."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from simulator.core.amounts import to_major, to_number
from simulator.core.transactions import Refund, RefundStatus, Status, Transaction

Json = dict[str, Any]

_STATUS: Final[Mapping[Status, str]] = {
    Status.SUCCESS: "success",
    Status.FAILED: "failed",
}
_REFUND_STATUS: Final[Mapping[RefundStatus, str]] = {
    RefundStatus.PROCESSING: "processing",
    RefundStatus.REFUNDED: "refunded",
    RefundStatus.FAILED: "failed",
}


def instant(at: datetime) -> str:
    """Write a time as Chapa does, to the microsecond."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def details(payment: Transaction, *, mode: str, status: str | None = None) -> Json:
    """Write what verify says about a decided payment."""
    payer = payment.details
    return {
        "first_name": payer.get("first_name"),
        "last_name": payer.get("last_name"),
        "email": payer.get("email"),
        "currency": payment.currency,
        "amount": to_number(payment.amount),
        "charge": to_number(fee(payment)),
        "mode": mode,
        "method": method(payment),
        "type": "API",
        "status": status or word(payment),
        "reference": payment.provider_reference,
        "tx_ref": payment.reference,
        "customization": customization(payment),
        "meta": payer.get("meta"),
        "created_at": instant(payment.created_at),
        "updated_at": instant(payment.updated_at),
    }


def listed(payment: Transaction) -> Json:
    """Write one row of the transaction list, which does not name the merchant's reference."""
    payer = payment.details
    return {
        "status": word(payment),
        "ref_id": payment.provider_reference,
        "type": "API",
        "created_at": instant(payment.created_at),
        "currency": payment.currency,
        "amount": to_major(payment.amount, places=3),
        "charge": to_major(fee(payment), places=3),
        "trans_id": None,
        "payment_method": method(payment),
        "customer": {
            "id": payment.number,
            "email": payer.get("email"),
            "first_name": payer.get("first_name"),
            "last_name": payer.get("last_name"),
            "mobile": mobile(payment),
        },
    }


def cancelled(payment: Transaction) -> Json:
    """Write what a cancellation says about the link it closed."""
    return {
        "tx_ref": payment.reference,
        "amount": to_number(payment.amount),
        "currency": payment.currency,
        "created_at": instant(payment.created_at),
        "updated_at": instant(payment.updated_at),
    }


def refund_begun(refund: Refund, payment: Transaction) -> Json:
    """Write the answer to a refund request."""
    return {
        "id": refund.number,
        "chapa_reference": payment.provider_reference,
        "bank_reference": f"BL{refund.number:08d}",
        "amount": to_major(refund.amount),
        "ref": refund.reference,
        "currency": payment.currency,
        "status": "Refund Initiated",
        "reason": refund.reason,
        "merchant_reference": refund.merchant_reference,
        "created_at": instant(refund.created_at),
        "updated_at": instant(refund.updated_at),
    }


def refund_state(refund: Refund, payment: Transaction) -> Json:
    """Write what asking for a refund says."""
    return {
        "amount": to_number(refund.amount),
        "currency": payment.currency,
        "ref_id": refund.reference,
        "payment_reference": payment.provider_reference,
        "status": _REFUND_STATUS[refund.status],
    }


def word(payment: Transaction) -> str:
    """Say the status in Chapa's word."""
    return _STATUS.get(payment.status, "pending")


def fee(payment: Transaction) -> int:
    """Return Chapa's fee in minor units; nothing for what was not paid."""
    return payment.fee if payment.status is Status.SUCCESS else 0


def method(payment: Transaction) -> str:
    """Name the way of paying."""
    return "telebirr" if payment.currency == "ETB" else "card"


def mobile(payment: Transaction) -> str | None:
    """Write the payer's number with its country, as answers have it."""
    return f"251{payment.phone_number[1:]}" if payment.phone_number else None


def customization(payment: Transaction) -> Json:
    """Return the three texts of the pay page."""
    given = payment.details.get("customization") or {}
    return {name: given.get(name) for name in ("title", "description", "logo")}
