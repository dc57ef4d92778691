"""Categories, products and what belongs to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from catalog.adapters.base import EMPTY, Base

_LIVE: Any = text("deleted_at is null")
_FOR_SALE: Any = text("status = 'published' and deleted_at is null")


class CategoryRow(Base):
    """A category; path, ancestors and sort_key are rebuilt when the tree changes."""

    __tablename__ = "categories"
    __table_args__ = (
        Index("categories_ancestors_idx", "ancestors", postgresql_using="gin"),
        Index("categories_sort_key_idx", "sort_key", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    translations: Mapped[dict[str, Any]] = mapped_column(server_default=EMPTY)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("categories.id"), index=True)
    position: Mapped[int] = mapped_column(server_default="0")
    image: Mapped[str | None]
    ancestors: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    path: Mapped[str]
    sort_key: Mapped[str] = mapped_column(Text(collation="C"))
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ProductRow(Base):
    """A product. Deleted ones stay, so that stock movements keep what they are about."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint(
            "status in ('draft', 'scheduled', 'published', 'archived')", name="status_known"
        ),
        CheckConstraint("(status = 'scheduled') = (publish_at is not null)", name="scheduled"),
        CheckConstraint("category_id is not null or deleted_at is not null", name="category"),
        CheckConstraint("min_order_quantity between 1 and 1000", name="min_order"),
        CheckConstraint("max_order_quantity between min_order_quantity and 1000", name="max_order"),
        Index("products_slug_key", "slug", unique=True, postgresql_where=_LIVE),
        Index("products_created_at_idx", "created_at", "id", postgresql_where=_LIVE),
        Index("products_newest_idx", "created_at", "id", postgresql_where=_FOR_SALE),
        Index("products_name_idx", "sort_name", "id", postgresql_where=_FOR_SALE),
        Index("products_category_idx", "category_id", "created_at", "id"),
        Index(
            "products_featured_idx",
            "created_at",
            "id",
            postgresql_where=text("featured and status = 'published' and deleted_at is null"),
        ),
        Index(
            "products_publish_at_idx", "publish_at", postgresql_where=text("status = 'scheduled'")
        ),
        Index("products_search_idx", "search", postgresql_using="gin"),
        Index(
            "products_search_name_idx",
            "search_name",
            postgresql_using="gin",
            postgresql_ops={"search_name": "gin_trgm_ops"},
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    translations: Mapped[dict[str, Any]] = mapped_column(server_default=EMPTY)
    category_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("categories.id", ondelete="SET NULL")
    )
    tax_class: Mapped[str]
    prices: Mapped[dict[str, Any]] = mapped_column(server_default=EMPTY)
    min_order_quantity: Mapped[int]
    max_order_quantity: Mapped[int | None]
    featured: Mapped[bool]
    status: Mapped[str]
    publish_at: Mapped[datetime | None]
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deleted_at: Mapped[datetime | None]
    sort_name: Mapped[str] = mapped_column(Text(collation="C"))
    search_name: Mapped[str]
    search: Mapped[str] = mapped_column(TSVECTOR)


class FormerSlugRow(Base):
    """A slug a product had; it leads to the present one."""

    __tablename__ = "former_slugs"

    slug: Mapped[str] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"), index=True)


class VariantRow(Base):
    """What is priced, stocked, held and sold; `prices` are its own, above its product's."""

    __tablename__ = "variants"
    __table_args__ = (
        Index("variants_sku_key", "sku", unique=True, postgresql_where=_LIVE),
        Index("variants_options_key", "product_id", "options", unique=True, postgresql_where=_LIVE),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"), index=True)
    sku: Mapped[str]
    options: Mapped[dict[str, Any]] = mapped_column(server_default=EMPTY)
    prices: Mapped[dict[str, Any]] = mapped_column(server_default=EMPTY)
    weight_grams: Mapped[int | None]
    position: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deleted_at: Mapped[datetime | None]


class PriceRow(Base):
    """What a variant costs in a currency: its own or its product's price, minor units."""

    __tablename__ = "prices"
    __table_args__ = (
        CheckConstraint("amount between 0 and 1000000000000", name="amount"),
        CheckConstraint("compare_at > amount", name="compare_at"),
    )

    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    compare_at: Mapped[int | None] = mapped_column(BigInteger)


class ListingPriceRow(Base):
    """A product's lowest price in a currency: what lists show, filter and sort by."""

    __tablename__ = "listing_prices"
    __table_args__ = (Index("listing_prices_amount_idx", "currency", "amount", "product_id"),)

    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"), primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    compare_at: Mapped[int | None] = mapped_column(BigInteger)


class PictureRow(Base):
    """A product's picture in object storage."""

    __tablename__ = "pictures"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    alt_text: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    position: Mapped[int]


class DiscardedObjectRow(Base):
    """An object nothing shows any more; a timer deletes it from the storage."""

    __tablename__ = "discarded_objects"

    key: Mapped[str] = mapped_column(primary_key=True)
    discarded_at: Mapped[datetime] = mapped_column(server_default=func.now())
