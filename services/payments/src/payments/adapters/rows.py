"""Rows of the `payments` schema as the domain's own values, and back."""

from typing import Any

from common.money import Money
from payments.domain.attempt import Attempt, AttemptStatus, Failure
from payments.domain.payment import OrderNote, Payment, PaymentStatus
from payments.domain.provider import Flow


def money(amount: int | None, currency: str | None) -> Money | None:
    """Return an amount, if both of its halves are there."""
    return None if amount is None or currency is None else Money(amount, currency)


def payment_of(row: Any) -> Payment:
    """Read a payment."""
    return Payment(
        id=row.id,
        order_id=row.order_id,
        status=PaymentStatus(row.status),
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
        owner=row.owner,
        token_hash=row.token_hash,
        amount=money(row.amount, row.currency),
        captured=row.captured,
        order_note=None if row.order_note is None else OrderNote(row.order_note),
        order_version=row.order_version,
    )


def payment_columns(payment: Payment) -> dict[str, Any]:
    """Write a payment."""
    return {
        "id": payment.id,
        "order_id": payment.order_id,
        "owner": payment.owner,
        "token_hash": payment.token_hash,
        "status": payment.status,
        "amount": payment.amount.amount if payment.amount else None,
        "currency": payment.amount.currency if payment.amount else None,
        "captured": payment.captured,
        "order_note": payment.order_note,
        "order_version": payment.order_version,
        "version": payment.version,
        "created_at": payment.created_at,
        "updated_at": payment.updated_at,
    }


def attempt_of(row: Any) -> Attempt:
    """Read an attempt."""
    same = {name: getattr(row, name) for name in _SAME}
    return Attempt(
        **same,
        flow=Flow(row.flow),
        status=AttemptStatus(row.status),
        amount=money(row.amount, row.currency),
        failure=None if row.failure is None else Failure(**row.failure),
        reported=money(row.reported_amount, row.reported_currency),
    )


def attempt_columns(attempt: Attempt) -> dict[str, Any]:
    """Write an attempt."""
    failure, reported = attempt.failure, attempt.reported
    return {
        **{name: getattr(attempt, name) for name in _SAME},
        "flow": attempt.flow,
        "status": attempt.status,
        "amount": attempt.amount.amount if attempt.amount else None,
        "currency": attempt.amount.currency if attempt.amount else None,
        "reported_amount": reported.amount if reported else None,
        "reported_currency": reported.currency if reported else None,
        "failure": failure
        and {"code": failure.code, "detail": failure.detail, "retryable": failure.retryable},
    }


# What the row and the domain spell alike.
_SAME = (
    "id",
    "payment_id",
    "order_id",
    "provider",
    "reference",
    "begun_by",
    "created_at",
    "phone_number",
    "return_url",
    "url",
    "url_expires_at",
    "provider_reference",
    "session",
    "callback_hash",
    "begun_at",
    "deadline_at",
    "hard_at",
    "watch_until",
    "next_ask_at",
    "asks",
    "lease_until",
    "stop_asked_at",
    "closed_at",
)
