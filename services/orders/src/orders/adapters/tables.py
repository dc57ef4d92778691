"""The tables of the `orders` schema."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CHAR,
    BigInteger,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from common.idempotency import IdempotencyColumns
from common.inbox import InboxColumns
from common.mail import MailColumns
from common.outbox import OutboxColumns
from common.parked import ParkedColumns, QueueColumns, Tables
from orders.adapters.base import Base, Document


class OrderRow(Base):
    """One order; the trigger `order_guard` watches over its status and version."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("cart_id", "cart_version"),
        Index("orders_user_id_created_at_idx", "user_id", text("created_at desc")),
        Index("orders_created_at_idx", text("created_at desc")),
        Index("orders_status_created_at_idx", "status", text("created_at desc")),
        Index("orders_payment_status_created_at_idx", "payment_status", text("created_at desc")),
        Index(
            "orders_search_idx",
            "search",
            postgresql_using="gin",
            postgresql_ops={"search": "gin_trgm_ops"},
        ),
        Index(
            "orders_guest_email_idx",
            text("lower(contact_email)"),
            postgresql_where=text("user_id is null"),
        ),
        Index(
            "orders_user_id_open_idx",
            "user_id",
            postgresql_where=text("status in ('pending', 'processing', 'failed')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[UUID | None]
    contact_email: Mapped[str]
    contact: Mapped[Document]
    search: Mapped[str]
    cart_id: Mapped[UUID]
    cart_version: Mapped[int] = mapped_column(Integer)
    status: Mapped[str]
    payment_status: Mapped[str]
    currency: Mapped[str] = mapped_column(CHAR(3))
    subtotal: Mapped[int] = mapped_column(BigInteger)
    discount: Mapped[int] = mapped_column(BigInteger)
    shipping: Mapped[int] = mapped_column(BigInteger)
    tax: Mapped[int] = mapped_column(BigInteger)
    tax_included: Mapped[bool]
    rounding: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int] = mapped_column(BigInteger)
    shipping_address: Mapped[Document]
    billing_address: Mapped[Document]
    shipping_method: Mapped[str]
    notes: Mapped[str | None]
    attempt_id: Mapped[UUID | None]
    attempt_state: Mapped[str]
    attempts: Mapped[int] = mapped_column(SmallInteger)
    paid: Mapped[int] = mapped_column(BigInteger)
    refunded: Mapped[int] = mapped_column(BigInteger)
    refund_pending: Mapped[int] = mapped_column(BigInteger)
    stock_committed: Mapped[bool]
    cancellation: Mapped[Document | None]
    shipment: Mapped[Document | None]
    archived_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    lines: Mapped[list["LineRow"]] = relationship(
        lazy="selectin", order_by="LineRow.position", cascade="all"
    )


class LineRow(Base):
    """One line of an order, as it was when the order was placed."""

    __tablename__ = "order_lines"

    order_id: Mapped[UUID] = mapped_column(
        ForeignKey(OrderRow.id, ondelete="cascade"), primary_key=True
    )
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    item_id: Mapped[UUID]
    product_id: Mapped[UUID]
    variant_id: Mapped[UUID] = mapped_column(index=True)
    sku: Mapped[str]
    slug: Mapped[str]
    name: Mapped[str]
    options: Mapped[Document]
    image_url: Mapped[str | None]
    tax_class: Mapped[str]
    quantity: Mapped[int] = mapped_column(Integer)
    unit_price: Mapped[int] = mapped_column(BigInteger)
    line_tax: Mapped[int] = mapped_column("tax", BigInteger)


class EdgeRow(Base):
    """A pair of statuses that an order may walk; read by the trigger `order_guard`."""

    __tablename__ = "order_edges"

    from_status: Mapped[str] = mapped_column(primary_key=True)
    to_status: Mapped[str] = mapped_column(primary_key=True)


class SagaRow(Base):
    """What one order still waits for, from whom, and when a clock looks at it next."""

    __tablename__ = "sagas"
    __table_args__ = (
        Index("sagas_due_idx", "deadline_at", postgresql_where=text("state = 'running'")),
        Index("sagas_state_order_id_idx", "state", "order_id"),
    )

    order_id: Mapped[UUID] = mapped_column(
        ForeignKey(OrderRow.id, ondelete="cascade"), primary_key=True
    )
    state: Mapped[str]
    owed: Mapped[list[str]] = mapped_column(ARRAY(Text))
    deadline_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger)
    failures: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    last_error: Mapped[str | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class OwedReleaseRow(Base):
    """An order that was never placed, whose hold catalog is still to let go of."""

    __tablename__ = "owed_releases"

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(server_default=func.now())


class HistoryRow(Base):
    """One thing that happened to an order, whether or not it moved it. Append-only."""

    __tablename__ = "order_history"
    __table_args__ = (
        Index("order_history_order_id_idx", "order_id", "id"),
        Index(
            "order_history_sold_idx",
            "at",
            postgresql_where=text("from_status = 'processing' and to_status = 'success'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey(OrderRow.id, ondelete="cascade"))
    version: Mapped[int] = mapped_column(Integer)
    trigger: Mapped[str]
    outcome: Mapped[str]
    from_status: Mapped[str]
    to_status: Mapped[str]
    effects: Mapped[list[str]] = mapped_column(ARRAY(Text))
    cause: Mapped[str]
    reason: Mapped[str | None]
    message_id: Mapped[UUID | None]
    attempt_id: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class OutboxRow(OutboxColumns, Base):
    """Events of this service on their way out."""


class InboxRow(InboxColumns, Base):
    """Events of other services this one has dealt with."""


class ParkedRow(ParkedColumns, Base):
    """Messages nobody could handle."""


class QueueRow(QueueColumns, Base):
    """How full this service's queues are."""


class IdempotencyRow(IdempotencyColumns, Base):
    """Idempotency keys, their claims and their answers."""

    __table_args__ = (
        Index(
            "idempotency_keys_claims_idx", "locked_until", postgresql_where=text("status is null")
        ),
    )


class MailRow(MailColumns, Base):
    """Mails of this service on their way out."""


OPERATIONS: Final = Tables(service="orders", outbox=OutboxRow, parked=ParkedRow, queues=QueueRow)
"""What operators look at."""
