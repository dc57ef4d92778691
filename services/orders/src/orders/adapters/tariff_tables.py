"""The tables of what the shop sells where."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CHAR, BigInteger, Integer, SmallInteger, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from orders.adapters.base import Base, Document


class ShippingMethodRow(Base):
    """A way of shipping."""

    __tablename__ = "shipping_methods"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    prices: Mapped[Document]
    countries: Mapped[list[str]] = mapped_column(ARRAY(Text))
    min_days: Mapped[int] = mapped_column(SmallInteger)
    max_days: Mapped[int] = mapped_column(SmallInteger)
    active: Mapped[bool]
    version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class TaxRateRow(Base):
    """What a country takes of one class of goods."""

    __tablename__ = "tax_rates"
    __table_args__ = (UniqueConstraint("country", "tax_class"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(CHAR(2))
    tax_class: Mapped[str]
    basis_points: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ShopRow(Base):
    """The shop's settings as catalog last told them: a single row."""

    __tablename__ = "shop"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    name: Mapped[str]
    currencies: Mapped[list[str]] = mapped_column(ARRAY(Text))
    default_currency: Mapped[str] = mapped_column(CHAR(3))
    countries: Mapped[Document]
    version: Mapped[int] = mapped_column(BigInteger)
