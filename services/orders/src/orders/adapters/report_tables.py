"""What reports on payments are read from: a row per attempt and per refund, fed by facts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CHAR, BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from orders.adapters.base import Base
from orders.adapters.tables import OrderRow


class AttemptRow(Base):
    """One attempt to pay. Every column only ever grows or, an instant, gets earlier.

    So facts may come in any order and any number of times. One that failed may succeed late.
    """

    __tablename__ = "payment_attempts"
    __table_args__ = (
        Index("payment_attempts_begun_at_idx", "begun_at"),
        Index(
            "payment_attempts_captured_at_idx",
            "captured_at",
            postgresql_where=text("captured_at is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey(OrderRow.id, ondelete="cascade"))
    provider: Mapped[str]
    currency: Mapped[str] = mapped_column(CHAR(3))
    begun_at: Mapped[datetime]
    failed: Mapped[bool]
    succeeded: Mapped[bool]
    captured: Mapped[int] = mapped_column(BigInteger)
    captured_at: Mapped[datetime | None]


class RefundRow(Base):
    """Money that went back."""

    __tablename__ = "refunds"
    __table_args__ = (Index("refunds_at_idx", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey(OrderRow.id, ondelete="cascade"))
    provider: Mapped[str]
    currency: Mapped[str] = mapped_column(CHAR(3))
    amount: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
