"""Every table of the `catalog` schema."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, SmallInteger, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from catalog.adapters.base import EMPTY, Base
from catalog.adapters.product_tables import (
    CategoryRow,
    DiscardedObjectRow,
    FormerSlugRow,
    ListingPriceRow,
    PictureRow,
    PriceRow,
    ProductRow,
    VariantRow,
)
from catalog.adapters.stock_tables import HoldLineRow, HoldRow, MovementRow, StockRow
from common.idempotency import IdempotencyColumns
from common.inbox import InboxColumns
from common.outbox import OutboxColumns
from common.parked import ParkedColumns, QueueColumns, Tables

__all__ = [
    "Base",
    "CategoryRow",
    "DiscardedObjectRow",
    "FormerSlugRow",
    "HoldLineRow",
    "HoldRow",
    "IdempotencyRow",
    "InboxRow",
    "ListingPriceRow",
    "MovementRow",
    "OutboxRow",
    "PictureRow",
    "PriceRow",
    "ProductRow",
    "ShopRow",
    "StockRow",
    "VariantRow",
]


class ShopRow(Base):
    """The shop's settings: exactly one row, made by the first migration."""

    __tablename__ = "shop"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    name: Mapped[str]
    logo_url: Mapped[str | None]
    colours: Mapped[dict[str, Any]] = mapped_column(server_default=EMPTY)
    currencies: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    default_currency: Mapped[str]
    countries: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    languages: Mapped[list[str]] = mapped_column(
        ARRAY(Text()), server_default=text("'{en,sw,am,fr}'")
    )
    legal: Mapped[dict[str, Any]] = mapped_column(server_default=EMPTY)
    version: Mapped[int] = mapped_column(server_default="1")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class OutboxRow(OutboxColumns, Base):
    """Events of this service on their way out."""


class InboxRow(InboxColumns, Base):
    """Events of other services this one has dealt with."""


class ParkedRow(ParkedColumns, Base):
    """Messages nobody could handle."""


class QueueRow(QueueColumns, Base):
    """How full this service's queues are."""


class IdempotencyRow(IdempotencyColumns, Base):
    """Answers given to requests with a key."""


OPERATIONS: Final = Tables(service="catalog", outbox=OutboxRow, parked=ParkedRow, queues=QueueRow)
"""What operators look at."""
