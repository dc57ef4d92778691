"""Rows of a product and what the domain calls it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from catalog.adapters.tables import PictureRow, ProductRow, VariantRow
from catalog.domain.pricing import Price, Prices
from catalog.domain.product import Picture, Product, Status, Variant


def product_of(
    row: ProductRow, variants: Sequence[VariantRow], pictures: Sequence[PictureRow]
) -> Product:
    """Read a product with what belongs to it."""
    return Product(
        id=row.id,
        slug=row.slug,
        name=row.name,
        description=row.description,
        translations=row.translations,
        category_id=row.category_id or UUID(int=0),
        tax_class=row.tax_class,
        prices=_prices(row.prices),
        min_order_quantity=row.min_order_quantity,
        max_order_quantity=row.max_order_quantity,
        featured=row.featured,
        status=Status(row.status),
        publish_at=row.publish_at,
        variants=tuple(_variant(variant) for variant in variants),
        pictures=tuple(_picture(picture) for picture in pictures),
        version=row.version,
    )


def product_values(product: Product) -> dict[str, Any]:
    """Return the product's own columns."""
    return {
        "id": product.id,
        "slug": product.slug,
        "name": product.name,
        "description": product.description,
        "translations": dict(product.translations),
        "category_id": product.category_id,
        "tax_class": product.tax_class,
        "prices": _stored(product.prices),
        "min_order_quantity": product.min_order_quantity,
        "max_order_quantity": product.max_order_quantity,
        "featured": product.featured,
        "status": product.status.value,
        "publish_at": product.publish_at,
        "version": product.version,
    }


def variant_values(product: Product) -> list[dict[str, Any]]:
    """Return one row per variant."""
    return [
        {
            "id": variant.id,
            "product_id": product.id,
            "sku": variant.sku,
            "options": dict(variant.options),
            "prices": _stored(variant.prices),
            "weight_grams": variant.weight_grams,
            "position": position,
        }
        for position, variant in enumerate(product.variants)
    ]


def _variant(row: VariantRow) -> Variant:
    return Variant(
        id=row.id,
        sku=row.sku,
        options=row.options,
        prices=_prices(row.prices),
        weight_grams=row.weight_grams,
    )


def _picture(row: PictureRow) -> Picture:
    return Picture(
        id=row.id, key=row.key, alt_text=row.alt_text, width=row.width, height=row.height
    )


def _prices(stored: Mapping[str, Any]) -> dict[str, Price]:
    return {currency: Price(amount, before) for currency, (amount, before) in stored.items()}


def _stored(prices: Prices) -> dict[str, list[int | None]]:
    return {currency: [price.amount, price.compare_at] for currency, price in prices.items()}
