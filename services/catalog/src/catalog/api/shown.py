"""The shapes of answers, for the OpenAPI document; the bodies themselves are written once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from catalog.domain.hold import HoldState
from catalog.domain.product import Status
from catalog.domain.stock import Cause
from common.schemas import MoneyOut, Out


class CategoryOut(Out):
    """A category; `path` names it from the root, `product_count` includes what is below."""

    id: UUID
    slug: str
    name: str
    parent_id: UUID | None
    position: int
    image: str | None
    path: str
    product_count: int
    translations: dict[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime


class CategoryNameOut(Out):
    """The category a product is in."""

    id: UUID
    slug: str
    name: str


class SizeOut(Out):
    """A picture in one size, in pixels."""

    width: int
    height: int
    url: str


class ImageOut(Out):
    """A picture of a product."""

    id: UUID
    url: str
    alt_text: str
    sizes: list[SizeOut]


class ProductItemOut(Out):
    """A product in a list; `price` is the lowest variant's, in the asked or default currency."""

    id: UUID
    slug: str
    name: str
    category: CategoryNameOut
    price: MoneyOut | None
    compare_at_price: MoneyOut | None
    images: list[ImageOut]
    in_stock: bool
    available_quantity: int
    min_order_quantity: int
    max_order_quantity: int | None
    featured: bool
    status: Status
    version: int
    created_at: datetime
    updated_at: datetime


class VariantOut(Out):
    """What is sold."""

    id: UUID
    sku: str
    options: dict[str, str]
    price: MoneyOut | None
    compare_at_price: MoneyOut | None
    in_stock: bool
    available_quantity: int


class ProductOut(ProductItemOut):
    """A product with everything about it."""

    description: str
    translations: dict[str, Any]
    prices: list[MoneyOut]
    variants: list[VariantOut]


class StaffVariantOut(VariantOut):
    """A variant as staff see it; `own_prices` stand above its product's."""

    prices: list[MoneyOut]
    own_prices: list[MoneyOut]
    weight_grams: int | None
    on_hand: int
    reserved: int


class StaffProductOut(ProductItemOut):
    """A product as staff see it."""

    description: str
    translations: dict[str, Any]
    prices: list[MoneyOut]
    compare_at_prices: list[MoneyOut]
    tax_class: str
    publish_at: datetime | None
    variants: list[StaffVariantOut]


class StockLevelOut(Out):
    """How many units there are, how many orders hold, and how many can be sold."""

    variant_id: UUID
    product_id: UUID
    sku: str
    options: dict[str, str]
    product_name: str
    on_hand: int
    reserved: int
    available: int
    updated_at: datetime


class MovementOut(Out):
    """A change of what is on hand; `on_hand` is what it led to."""

    id: UUID
    variant_id: UUID
    delta: int
    on_hand: int
    cause: Cause
    ref: UUID
    reason: str
    actor_id: UUID | None
    created_at: datetime


class CountryOut(Out):
    """A country the shop sells to."""

    code: str
    tax_included: bool


class ShopOut(Out):
    """The shop's settings."""

    name: str
    logo_url: str | None
    colours: dict[str, str]
    currencies: list[str]
    default_currency: str
    countries: list[CountryOut]
    languages: list[str]
    legal: dict[str, str]
    version: int


class HoldOut(Out):
    """An order's hold; only a tentative one expires."""

    order_id: UUID
    state: HoldState
    expires_at: datetime | None


class SellableOut(Out):
    """A variant as a cart or an order needs it."""

    product_id: UUID
    variant_id: UUID
    sku: str
    slug: str
    name: str
    options: dict[str, str]
    image_url: str | None
    unit_price: MoneyOut | None
    available_quantity: int
    min_order_quantity: int
    max_order_quantity: int | None
    tax_class: str
    sellable: bool


class SellablesOut(Out):
    """What was found; unknown ids are simply absent."""

    items: list[SellableOut]
