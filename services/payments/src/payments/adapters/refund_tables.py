"""The tables of what goes back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CHAR, BigInteger, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from payments.adapters.tables import AttemptRow, Base, PaymentRow


class RefundRow(Base):
    """One sum on its way back; a trigger keeps their sum within what the attempt collected."""

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("refunds_chain_id_number_key", "chain_id", "number", unique=True),
        Index(
            "refunds_automatic_key",
            "attempt_id",
            "reason",
            unique=True,
            postgresql_where=text("automatic and number = 1"),
        ),
        Index(
            "refunds_in_flight_key",
            "attempt_id",
            unique=True,
            postgresql_where=text("in_flight"),
        ),
        Index("refunds_callback_hash_key", "callback_hash", unique=True),
        Index("refunds_payment_id_idx", "payment_id", "created_at"),
        Index(
            "refunds_next_try_at_idx",
            "next_try_at",
            postgresql_where=text("next_try_at is not null"),
        ),
        Index("refunds_created_at_idx", text("created_at desc"), text("id desc")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    payment_id: Mapped[UUID] = mapped_column(ForeignKey(PaymentRow.id))
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey(AttemptRow.id))
    order_id: Mapped[UUID]
    provider: Mapped[str]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CHAR(3))
    reason: Mapped[str]
    status: Mapped[str]
    automatic: Mapped[bool]
    counted: Mapped[bool]
    chain_id: Mapped[UUID]
    number: Mapped[int]
    in_flight: Mapped[bool]
    requested_by: Mapped[UUID | None]
    note: Mapped[str | None]
    detail: Mapped[str | None]
    provider_reference: Mapped[str | None]
    callback_hash: Mapped[str | None]
    begun_at: Mapped[datetime | None]
    called_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class RefundStepRow(Base):
    """What became of a refund, step by step: a journal that a trigger keeps as it is."""

    __tablename__ = "refund_steps"
    __table_args__ = (
        Index("refund_steps_refund_id_idx", "refund_id", "at"),
        Index(
            "refund_steps_succeeded_key",
            "refund_id",
            unique=True,
            postgresql_where=text("status = 'succeeded'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    refund_id: Mapped[UUID] = mapped_column(ForeignKey(RefundRow.id))
    payment_id: Mapped[UUID] = mapped_column(ForeignKey(PaymentRow.id))
    status: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CHAR(3))
    provider_reference: Mapped[str | None]
    detail: Mapped[str | None]
    actor_id: Mapped[UUID | None]
    at: Mapped[datetime]
