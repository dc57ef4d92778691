"""The tables of the `cart` schema."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CHAR,
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from common import db
from common.idempotency import IdempotencyColumns
from common.inbox import InboxColumns
from common.outbox import OutboxColumns
from common.parked import ParkedColumns, QueueColumns, Tables


class Base(DeclarativeBase):
    """Everything in this service's own schema."""

    metadata = db.schema("cart")


class CartRow(Base):
    """One cart. `user_id` is null for a guest's; only those end, and their rows stay for a while.

    A row that went too early would begin again at version 0, for which there may be an order.
    """

    __tablename__ = "carts"
    __table_args__ = (
        Index(
            "carts_guests_idx",
            "updated_at",
            postgresql_where=text("user_id is null and ended_at is null"),
        ),
        Index("carts_ended_idx", "ended_at", postgresql_where=text("ended_at is not null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID | None] = mapped_column(unique=True)
    version: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    heir_id: Mapped[UUID | None]
    items: Mapped[list["ItemRow"]] = relationship(
        order_by="ItemRow.id", lazy="selectin", cascade="all, delete-orphan"
    )


class ItemRow(Base):
    """So many of one variant in a cart."""

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("cart_id", "variant_id"),
        CheckConstraint("quantity between 1 and 100", name="quantity"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cart_id: Mapped[UUID] = mapped_column(ForeignKey("cart.carts.id", ondelete="CASCADE"))
    product_id: Mapped[UUID]
    variant_id: Mapped[UUID]
    quantity: Mapped[int]
    price_seen: Mapped[int | None] = mapped_column(BigInteger)
    price_currency: Mapped[str | None] = mapped_column(CHAR(3))


class ShopRow(Base):
    """The one copy of the shop's settings, as catalog last told them."""

    __tablename__ = "shop"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    currencies: Mapped[list[str]] = mapped_column(ARRAY(Text))


class OutboxRow(OutboxColumns, Base):
    """Events of this service on their way out."""


class InboxRow(InboxColumns, Base):
    """Events of other services this one has dealt with."""


class ParkedRow(ParkedColumns, Base):
    """Messages nobody could handle."""


class QueueRow(QueueColumns, Base):
    """How full this service's queues are."""


class IdempotencyRow(IdempotencyColumns, Base):
    """Requests that were answered."""


OPERATIONS: Final = Tables(service="cart", outbox=OutboxRow, parked=ParkedRow, queues=QueueRow)
"""What operators look at."""
