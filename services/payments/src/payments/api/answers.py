"""Payments and attempts as the API shows them."""

from datetime import datetime
from typing import Self
from uuid import UUID

from common.money import Money
from common.schemas import MoneyOut, Out
from payments.adapters.reads import PaymentView
from payments.api.schemas import NextActionOut
from payments.domain.attempt import Attempt, AttemptStatus
from payments.domain.next_action import next_action
from payments.domain.payment import NO_MONEY, OrderNote, Payment, PaymentStatus
from payments.domain.phone import masked
from payments.domain.refund import Refund, RefundStatus, totals_of
from payments.usecases.ports import Outcome


class FailureOut(Out):
    """Why an attempt ended without money; `retryable`: a new one may work."""

    code: str
    detail: str
    retryable: bool


class AttemptOut(Out):
    """One attempt to pay."""

    id: UUID
    provider: str
    reference: str
    status: AttemptStatus
    amount: MoneyOut
    phone_number: str | None
    failure: FailureOut | None
    next_action: NextActionOut
    deadline_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, attempt: Attempt, payment: Payment) -> Self:
        """Show the attempt; its phone number only in part."""
        number, failure = attempt.phone_number, attempt.failure
        return cls(
            id=attempt.id,
            provider=attempt.provider,
            reference=attempt.reference,
            status=attempt.status,
            amount=_money(attempt.amount or payment.amount),
            phone_number=None if number is None else masked(number),
            failure=failure
            and FailureOut(code=failure.code, detail=failure.detail, retryable=failure.retryable),
            next_action=NextActionOut.of(next_action(attempt)),
            deadline_at=attempt.deadline_at,
            created_at=attempt.created_at,
        )


class RefundOut(Out):
    """Money on its way back; what failed was perhaps tried again, in a refund of its own."""

    id: UUID
    attempt_id: UUID
    status: RefundStatus
    amount: MoneyOut
    reason: str
    created_at: datetime

    @classmethod
    def of(cls, refund: Refund) -> Self:
        """Show the refund as the payment's owner sees it."""
        return cls(
            id=refund.id,
            attempt_id=refund.attempt_id,
            status=refund.status,
            amount=MoneyOut.of(refund.amount),
            reason=refund.reason,
            created_at=refund.created_at,
        )


class PaymentOut(Out):
    """An order's one payment.

    Money that never counted as captured (paid twice, say) is not counted as refunded either.
    """

    id: UUID
    order_id: UUID
    status: PaymentStatus
    amount: MoneyOut
    captured: MoneyOut
    refunded: MoneyOut
    refund_pending: MoneyOut
    outstanding: MoneyOut
    attempts: list[AttemptOut]
    refunds: list[RefundOut]

    @classmethod
    def of(cls, view: PaymentView) -> Self:
        """Show the payment as its owner sees it."""
        payment = view.payment
        amount = _money(payment.amount)
        refunded, pending = totals_of(view.refunds)
        return cls(
            id=payment.id,
            order_id=payment.order_id,
            status=payment.status,
            amount=amount,
            captured=MoneyOut(amount=payment.captured, currency=amount.currency),
            refunded=MoneyOut(amount=refunded, currency=amount.currency),
            refund_pending=MoneyOut(amount=pending, currency=amount.currency),
            outstanding=_money(payment.outstanding),
            attempts=[AttemptOut.of(attempt, payment) for attempt in view.attempts],
            refunds=[RefundOut.of(refund) for refund in view.refunds],
        )


class StaffPaymentOut(PaymentOut):
    """A payment as staff see it: also whose it is, and what orders said last."""

    owner: str | None
    order_note: OrderNote | None
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def whole(cls, view: PaymentView) -> Self:
        """Show all of it."""
        payment = view.payment
        return cls(
            **PaymentOut.of(view).model_dump(),
            owner=payment.owner,
            order_note=payment.order_note,
            version=payment.version,
            created_at=payment.created_at,
            updated_at=payment.updated_at,
        )


class StaffAttemptOut(AttemptOut):
    """An attempt as staff see it: also what the provider calls it, and when it is asked next."""

    provider_reference: str | None
    begun_at: datetime | None
    next_ask_at: datetime | None
    asks: int

    @classmethod
    def whole(cls, attempt: Attempt, payment: Payment) -> Self:
        """Show all of it."""
        return cls(
            **AttemptOut.of(attempt, payment).model_dump(),
            provider_reference=attempt.provider_reference,
            begun_at=attempt.begun_at,
            next_ask_at=attempt.next_ask_at,
            asks=attempt.asks,
        )


class StartedOut(Out):
    """The payment's id, and the attempt that answers the request."""

    id: UUID
    order_id: UUID
    attempt_id: UUID
    provider: str
    reference: str
    status: AttemptStatus
    amount: MoneyOut
    next_action: NextActionOut
    deadline_at: datetime | None

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """Show what was begun."""
        payment, attempt = outcome.payment, outcome.attempt
        return cls(
            id=payment.id,
            order_id=payment.order_id,
            attempt_id=attempt.id,
            provider=attempt.provider,
            reference=attempt.reference,
            status=attempt.status,
            amount=_money(attempt.amount or payment.amount),
            next_action=NextActionOut.of(next_action(attempt)),
            deadline_at=attempt.deadline_at,
        )


def _money(amount: Money | None) -> MoneyOut:
    # Nothing is shown before orders said what is owed: reads leave such payments out.
    return MoneyOut.of(amount or NO_MONEY)
