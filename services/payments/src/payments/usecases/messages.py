"""How the domain's effects are spelled on the wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Protocol

from common.events import payments as contract
from common.events.base import Event, MoneyV1
from common.money import Money
from payments.domain.attempt import Attempt
from payments.domain.incident import Incident
from payments.domain.lifecycle import Effect
from payments.domain.payment import Payment
from payments.domain.refund import Refund


class _Message(Protocol):
    def __call__(
        self, payment: Payment, attempt: Attempt, amount: Money, /, *, at: datetime
    ) -> Event:
        """Spell it."""
        ...


def attempt_begun(payment: Payment, attempt: Attempt, amount: Money, *, at: datetime) -> Event:
    """Say that a provider is asked to collect."""
    return contract.AttemptBegun(**_fact(payment, attempt, at), amount=_money(amount))


def _captured(payment: Payment, attempt: Attempt, amount: Money, *, at: datetime) -> Event:
    return contract.PaymentCaptured(**_fact(payment, attempt, at), amount=_money(amount))


def _authorized(payment: Payment, attempt: Attempt, amount: Money, *, at: datetime) -> Event:
    return contract.PaymentAuthorized(**_fact(payment, attempt, at), amount=_money(amount))


def _failed(payment: Payment, attempt: Attempt, _: Money, *, at: datetime) -> Event:
    return contract.PaymentFailed(
        **_fact(payment, attempt, at), reason=_reason(attempt), certain=True
    )


def _lost(payment: Payment, attempt: Attempt, _: Money, *, at: datetime) -> Event:
    return contract.PaymentFailed(
        **_fact(payment, attempt, at), reason=_reason(attempt), certain=False
    )


def refund_succeeded(payment: Payment, refund: Refund, *, at: datetime) -> Event:
    """Say that money of the order went back."""
    return contract.RefundSucceeded(**_refund(payment, refund, at))


def refund_failed(payment: Payment, refund: Refund, *, at: datetime) -> Event:
    """Say that money of the order does not go back until staff see to it."""
    return contract.RefundFailed(**_refund(payment, refund, at))


def incident_opened(incident: Incident) -> Event:
    """Say that a person must look."""
    return contract.IncidentOpened(
        occurred_at=incident.created_at,
        aggregate_id=incident.id,
        aggregate_version=1,
        correlation_id=incident.order_id,
        kind=incident.kind,
        reference=incident.reference,
        payment_id=incident.payment_id,
        attempt_id=incident.attempt_id,
        order_id=incident.order_id,
        detail=incident.detail,
    )


def _fact(payment: Payment, attempt: Attempt, at: datetime) -> dict[str, Any]:
    return {
        **_about(payment, at),
        "attempt_id": attempt.id,
        "provider": attempt.provider,
    }


def _refund(payment: Payment, refund: Refund, at: datetime) -> dict[str, Any]:
    return {
        **_about(payment, at),
        "attempt_id": refund.attempt_id,
        "provider": refund.provider,
        "refund_id": refund.id,
        "amount": _money(refund.amount),
        "reason": refund.reason,
    }


def _about(payment: Payment, at: datetime) -> dict[str, Any]:
    return {
        "occurred_at": at,
        "aggregate_id": payment.id,
        "aggregate_version": payment.version,
        "correlation_id": payment.order_id,
        "payment_id": payment.id,
        "order_id": payment.order_id,
    }


def _money(amount: Money) -> MoneyV1:
    return MoneyV1(amount=amount.amount, currency=amount.currency)


def _reason(attempt: Attempt) -> str:
    return attempt.failure.code if attempt.failure else "failed"


BY_EFFECT: Final[Mapping[Effect, _Message]] = {
    Effect.ANNOUNCE_CAPTURED: _captured,
    Effect.ANNOUNCE_AUTHORIZED: _authorized,
    Effect.ANNOUNCE_FAILED: _failed,
    Effect.ANNOUNCE_LOST: _lost,
}
