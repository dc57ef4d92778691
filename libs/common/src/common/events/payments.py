"""Facts published by the payments service, which owns this module."""

from typing import ClassVar
from uuid import UUID

from common.events.base import AuditFact, Event, MoneyV1


class PaymentFact(Event):
    """A fact about one order's payment; `aggregate_version` is the payment's version."""

    payment_id: UUID
    order_id: UUID
    attempt_id: UUID
    provider: str


class AttemptBegun(PaymentFact):
    """A provider was asked to collect; nothing is decided."""

    name: ClassVar[str] = "payments.attempt_begun.v1"
    heard: ClassVar[bool] = False

    amount: MoneyV1


class PaymentCaptured(PaymentFact):
    """The money asked for was collected; only an order's first capture is told."""

    name: ClassVar[str] = "payments.payment_captured.v1"

    amount: MoneyV1


class PaymentAuthorized(PaymentFact):
    """The money is certain but not collected: cash on delivery."""

    name: ClassVar[str] = "payments.payment_authorized.v1"

    amount: MoneyV1


class PaymentFailed(PaymentFact):
    """The attempt ended without money; `certain` is False where the provider never said so."""

    name: ClassVar[str] = "payments.payment_failed.v1"

    reason: str
    certain: bool


class RefundSucceeded(PaymentFact):
    """Money went back to the payer."""

    name: ClassVar[str] = "payments.refund_succeeded.v1"

    refund_id: UUID
    amount: MoneyV1
    reason: str


class RefundFailed(PaymentFact):
    """A refund did not go through; staff must look."""

    name: ClassVar[str] = "payments.refund_failed.v1"

    refund_id: UUID
    amount: MoneyV1
    reason: str


class IncidentOpened(Event):
    """Something about money does not add up and a person must decide."""

    name: ClassVar[str] = "payments.incident_opened.v1"
    heard: ClassVar[bool] = False

    kind: str
    reference: str | None
    payment_id: UUID | None
    attempt_id: UUID | None
    order_id: UUID | None
    detail: str


class AuditRecorded(AuditFact):
    """Staff changed a payment or a provider."""

    name: ClassVar[str] = "payments.audit_recorded.v1"
