"""Stock, its movements, and what is held for orders."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.adapters.base import Base

_BUSY: Any = {"postgresql_with": {"fillfactor": 50}}


class StockRow(Base):
    """How many units there are and how many of them are set aside.

    Half-filled pages: nearly every order updates a row here, and the update stays on its page.
    """

    __tablename__ = "stock_levels"
    __table_args__ = (
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("reserved between 0 and on_hand", name="reserved"),
        _BUSY,
    )

    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"), index=True)
    on_hand: Mapped[int] = mapped_column(server_default="0")
    reserved: Mapped[int] = mapped_column(server_default="0")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class MovementRow(Base):
    """A change of `on_hand`; never changed and never deleted, a trigger refuses it."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        UniqueConstraint("cause", "ref", "variant_id"),
        CheckConstraint("delta <> 0", name="delta"),
        CheckConstraint("cause in ('initial', 'adjustment', 'sale', 'restock')", name="cause"),
        Index("stock_movements_variant_idx", "variant_id", "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variants.id"))
    delta: Mapped[int]
    on_hand: Mapped[int]
    cause: Mapped[str]
    ref: Mapped[UUID]
    reason: Mapped[str] = mapped_column(server_default="")
    actor_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class HoldRow(Base):
    """An order's hold, or the memory of an order that was cancelled before it was heard of."""

    __tablename__ = "holds"
    __table_args__ = (
        CheckConstraint(
            "state in ('tentative','confirmed','committed','released','refused','cancelled')",
            name="state",
        ),
        CheckConstraint("(state = 'tentative') = (expires_at is not null)", name="expiry"),
        Index("holds_expires_at_idx", "expires_at", postgresql_where=text("state = 'tentative'")),
        _BUSY,
    )

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[str]
    order_version: Mapped[int] = mapped_column(BigInteger, server_default="0")
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class HoldLineRow(Base):
    """What a hold is about. Its variant need not exist: facts about orders are believed."""

    __tablename__ = "hold_lines"
    __table_args__ = (CheckConstraint("quantity between 1 and 1000000", name="quantity"),)

    order_id: Mapped[UUID] = mapped_column(
        ForeignKey("holds.order_id", ondelete="CASCADE"), primary_key=True
    )
    variant_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    product_id: Mapped[UUID]
    quantity: Mapped[int]
