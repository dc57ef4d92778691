"""The tables of the `payments` schema."""

from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    CHAR,
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from common import db
from common.idempotency import IdempotencyColumns
from common.inbox import InboxColumns
from common.outbox import OutboxColumns
from common.parked import ParkedColumns, QueueColumns, Tables

Document = dict[str, Any]
Pairs = list[list[str]]


class Base(DeclarativeBase):
    """Everything in this service's own schema."""

    metadata = db.schema("payments")
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        str: Text(),
        Document: JSONB(none_as_null=True),
        Pairs: JSONB(),
    }


class PaymentRow(Base):
    """An order's one payment; its row lock orders everything that happens to its attempts."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("captured >= 0 and captured <= coalesce(amount, 0)", name="captured"),
        Index("payments_owner_created_at_idx", "owner", text("created_at desc")),
        Index("payments_token_hash_idx", "token_hash"),
        Index("payments_created_at_idx", text("created_at desc"), text("id desc")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(unique=True)
    owner: Mapped[str | None]
    token_hash: Mapped[str | None]
    status: Mapped[str]
    amount: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(CHAR(3))
    captured: Mapped[int] = mapped_column(BigInteger, server_default="0")
    order_note: Mapped[str | None]
    order_version: Mapped[int] = mapped_column(BigInteger, server_default="0")
    version: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class AttemptRow(Base):
    """One attempt; at most one of a payment is undecided, and no reference comes twice."""

    __tablename__ = "attempts"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index(
            "attempts_undecided_key",
            "payment_id",
            unique=True,
            postgresql_where=text("status in ('initiating', 'pending')"),
        ),
        Index("attempts_payment_id_idx", "payment_id", "created_at"),
        Index(
            "attempts_next_ask_at_idx",
            "next_ask_at",
            postgresql_where=text("next_ask_at is not null"),
        ),
        Index(
            "attempts_initiating_idx",
            "created_at",
            postgresql_where=text("status = 'initiating'"),
        ),
        Index("attempts_callback_hash_key", "callback_hash", unique=True),
        Index("attempts_provider_payment_id_idx", "provider", "payment_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    payment_id: Mapped[UUID] = mapped_column(ForeignKey(PaymentRow.id))
    order_id: Mapped[UUID]
    provider: Mapped[str]
    flow: Mapped[str]
    reference: Mapped[str] = mapped_column(Text, unique=True)
    status: Mapped[str]
    begun_by: Mapped[str]
    amount: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(CHAR(3))
    phone_number: Mapped[str | None]
    return_url: Mapped[str | None]
    url: Mapped[str | None]
    url_expires_at: Mapped[datetime | None]
    failure: Mapped[Document | None]
    provider_reference: Mapped[str | None]
    session: Mapped[str | None]
    callback_hash: Mapped[str | None]
    reported_amount: Mapped[int | None] = mapped_column(BigInteger)
    reported_currency: Mapped[str | None] = mapped_column(CHAR(3))
    begun_at: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None]
    hard_at: Mapped[datetime | None]
    watch_until: Mapped[datetime | None]
    next_ask_at: Mapped[datetime | None]
    asks: Mapped[int] = mapped_column(server_default="0")
    lease_until: Mapped[datetime | None]
    stop_asked_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class CaptureRow(Base):
    """Money that arrived: a journal that a trigger keeps anyone from rewriting."""

    __tablename__ = "captures"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("fee >= 0", name="fee"),
        Index("captures_payment_id_idx", "payment_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    payment_id: Mapped[UUID] = mapped_column(ForeignKey(PaymentRow.id))
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey(AttemptRow.id), unique=True)
    provider: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CHAR(3))
    fee: Mapped[int | None] = mapped_column(BigInteger)
    provider_reference: Mapped[str | None]
    counted: Mapped[bool]
    source: Mapped[str]
    note: Mapped[str | None]
    captured_at: Mapped[datetime]


class IncidentRow(Base):
    """Something a person must decide; at most one of a kind is open about one subject."""

    __tablename__ = "incidents"
    __table_args__ = (
        Index(
            "incidents_open_key",
            "kind",
            "subject",
            unique=True,
            postgresql_where=text("resolved_at is null"),
        ),
        Index("incidents_created_at_idx", text("created_at desc")),
        Index("incidents_order_id_idx", "order_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[str]
    reference: Mapped[str | None]
    payment_id: Mapped[UUID | None] = mapped_column(ForeignKey(PaymentRow.id))
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey(AttemptRow.id))
    order_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[str | None]
    note: Mapped[str | None]
    resolved_by: Mapped[UUID | None]


class CaptureReviewRow(Base):
    """What staff decided about money that was not what was asked for: written once."""

    __tablename__ = "capture_reviews"

    capture_id: Mapped[UUID] = mapped_column(ForeignKey(CaptureRow.id), primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey(IncidentRow.id))
    accepted: Mapped[bool]
    counted_amount: Mapped[int] = mapped_column(BigInteger)
    reviewed_at: Mapped[datetime]


class SwitchRow(Base):
    """What staff decided about one provider."""

    __tablename__ = "provider_switches"

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    enabled: Mapped[bool]
    limits: Mapped[Document]
    version: Mapped[int] = mapped_column(server_default="1")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class OutboxRow(OutboxColumns, Base):
    """Facts of this service on their way out."""


class InboxRow(InboxColumns, Base):
    """Facts of other services that this one has dealt with."""


class ParkedRow(ParkedColumns, Base):
    """Messages nobody could handle."""


class QueueRow(QueueColumns, Base):
    """How full this service's queues are."""


class AnswerRow(IdempotencyColumns, Base):
    """Idempotency keys and the answers given to them."""


OPERATIONS: Final = Tables(service="payments", outbox=OutboxRow, parked=ParkedRow, queues=QueueRow)
"""What operators look at."""
