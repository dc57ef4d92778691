"""Facts published by the catalog service, which owns this module."""

from typing import ClassVar
from uuid import UUID

from common.events.base import AuditFact, Contract, Event, LineV1


class ProductChanged(Event):
    """A product, its variants or its pictures are new, different or gone."""

    name: ClassVar[str] = "catalog.product_changed.v1"
    heard: ClassVar[bool] = False  # but for gateways, while they are up

    product_id: UUID
    slug: str
    category_id: UUID
    status: str


class CategoryChanged(Event):
    """A category is new, different or gone."""

    name: ClassVar[str] = "catalog.category_changed.v1"
    heard: ClassVar[bool] = False  # but for gateways, while they are up

    category_id: UUID
    slug: str


class PriceChanged(Event):
    """A variant's prices are different."""

    name: ClassVar[str] = "catalog.price_changed.v1"
    heard: ClassVar[bool] = False

    product_id: UUID
    variant_id: UUID


class StockChanged(Event):
    """What is available of these variants is different."""

    name: ClassVar[str] = "catalog.stock_changed.v1"
    heard: ClassVar[bool] = False  # but for gateways, while they are up

    product_ids: tuple[UUID, ...]
    variant_ids: tuple[UUID, ...]


class HoldFact(Event):
    """A fact about one order's hold; `order_version` is the order's version it answers."""

    order_id: UUID
    order_version: int
    lines: tuple[LineV1, ...]


class StockCommitted(HoldFact):
    """The paid order's units have left the stock."""

    name: ClassVar[str] = "catalog.stock_committed.v1"


class StockRefused(HoldFact):
    """The order's hold had lapsed and its units were gone."""

    name: ClassVar[str] = "catalog.stock_refused.v1"


class HoldReleased(HoldFact):
    """The order's units are free again."""

    name: ClassVar[str] = "catalog.hold_released.v1"
    heard: ClassVar[bool] = False


class CountryV1(Contract):
    """A country the shop sells to; `tax_included` says whether prices there contain tax."""

    code: str
    tax_included: bool


class ShopSettingsChanged(Event):
    """The shop's name, currencies or countries are different; carries all of them."""

    name: ClassVar[str] = "catalog.shop_settings_changed.v1"

    shop_name: str
    currencies: tuple[str, ...]
    default_currency: str
    countries: tuple[CountryV1, ...]


class AuditRecorded(AuditFact):
    """Staff changed a product, a category, stock or the shop's settings."""

    name: ClassVar[str] = "catalog.audit_recorded.v1"
