"""How what happened here is spelled on the wire."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from catalog.domain.category import Category
from catalog.domain.hold import KEEPS_UNITS, Fact, Hold, HoldState, Line
from catalog.domain.product import Product
from catalog.domain.shop import Shop
from catalog.usecases.ports import Outbox
from common.events import catalog as contract
from common.events.base import Event, LineV1

# One event takes at most 64 KiB.
_VARIANTS_PER_FACT: Final = 500


def product_changed(product: Product, *, at: datetime, status: str | None = None) -> Event:
    """Tell that a product is new, different or gone."""
    return contract.ProductChanged(
        occurred_at=at,
        aggregate_id=product.id,
        aggregate_version=product.version,
        product_id=product.id,
        slug=product.slug,
        category_id=product.category_id,
        status=status or product.status,
    )


def category_changed(category: Category, *, at: datetime) -> Event:
    """Tell that a category is new, different or gone."""
    return contract.CategoryChanged(
        occurred_at=at,
        aggregate_id=category.id,
        aggregate_version=category.version,
        category_id=category.id,
        slug=category.slug,
    )


def prices_changed(product: Product, variant_ids: Sequence[UUID], *, at: datetime) -> list[Event]:
    """Tell which variants cost something else."""
    return [
        contract.PriceChanged(
            occurred_at=at,
            aggregate_id=product.id,
            aggregate_version=product.version,
            product_id=product.id,
            variant_id=variant_id,
        )
        for variant_id in variant_ids
    ]


def stock_changed(outbox: Outbox, cause_id: UUID, lines: Sequence[Line], *, at: datetime) -> None:
    """Tell what is available of something else than before, once per transaction."""
    changed = sorted({(line.variant_id, line.product_id) for line in lines})
    for start in range(0, len(changed), _VARIANTS_PER_FACT):
        part = changed[start : start + _VARIANTS_PER_FACT]
        outbox.add(
            contract.StockChanged(
                occurred_at=at,
                aggregate_id=cause_id,
                aggregate_version=0,
                variant_ids=tuple(variant for variant, _ in part),
                product_ids=tuple(sorted({product for _, product in part})),
            )
        )


def hold_released(hold: Hold, *, at: datetime) -> Event:
    """Tell that an order's units are free again."""
    return _hold_fact(contract.HoldReleased, hold, at=at)


def hold_moved(before: Hold, after: Hold, fact: Fact, *, at: datetime) -> Iterator[Event]:
    """Tell what an order's fact did to its hold; who tells us again is answered again."""
    if after.state is HoldState.REFUSED:
        yield _hold_fact(contract.StockRefused, after, at=at)
    elif after.state is HoldState.COMMITTED and fact is Fact.PAID:
        yield _hold_fact(contract.StockCommitted, after, at=at)
    elif after.state is HoldState.CANCELLED and before.state in _HAS_UNITS:
        yield _hold_fact(contract.HoldReleased, after, at=at)


def shop_settings_changed(shop: Shop, *, at: datetime, shop_id: UUID) -> Event:
    """Tell everything others copy of the shop's settings."""
    return contract.ShopSettingsChanged(
        occurred_at=at,
        aggregate_id=shop_id,
        aggregate_version=shop.version,
        shop_name=shop.name,
        currencies=shop.currencies,
        default_currency=shop.default_currency,
        countries=tuple(
            contract.CountryV1(code=country.code, tax_included=country.tax_included)
            for country in shop.countries
        ),
    )


_HAS_UNITS: Final = KEEPS_UNITS | {HoldState.COMMITTED}


def _hold_fact(kind: type[contract.HoldFact], hold: Hold, *, at: datetime) -> Event:
    return kind(
        occurred_at=at,
        aggregate_id=hold.order_id,
        aggregate_version=hold.order_version,
        correlation_id=hold.order_id,
        order_id=hold.order_id,
        order_version=hold.order_version,
        lines=tuple(
            LineV1(product_id=line.product_id, variant_id=line.variant_id, quantity=line.quantity)
            for line in hold.lines
        ),
    )
