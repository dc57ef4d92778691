"""What products look like to those who read them: rows in, JSON-ready documents out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Media:
    """Where browsers load pictures from."""

    base_url: str

    def url(self, key: str) -> str:
        """Return the address of an object."""
        return f"{self.base_url.rstrip('/')}/{key}"

    def picture(self, picture: Row) -> Document:
        """Show a picture."""
        url = self.url(picture["key"])
        size = {"width": picture["width"], "height": picture["height"], "url": url}
        return {
            "id": picture["id"],
            "url": url,
            "alt_text": picture["alt_text"],
            "sizes": [size],
        }


def money(amount: int | None, currency: str | None) -> Document | None:
    """Show an amount; None where there is none."""
    return None if amount is None else {"amount": amount, "currency": currency}


def detailed(row: Row, media: Media) -> Document:
    """Show a product with its variants, prices in the row's currency first."""
    currency = row["asked_currency"]
    variants = [_variant(variant, currency) for variant in row["variants"] or ()]
    available = sum(variant["available_quantity"] for variant in variants)
    amount, compare_at = row["prices"].get(currency, (None, None))
    return {
        "id": row["id"],
        "slug": row["slug"],
        "name": row["name"],
        "description": row["description"],
        "translations": row["translations"],
        "category": _category(row),
        "price": money(amount, currency),
        "compare_at_price": money(compare_at, currency),
        "prices": [money(price[0], code) for code, price in sorted(row["prices"].items())],
        "variants": variants,
        "images": [media.picture(picture) for picture in row["pictures"] or ()],
        "in_stock": available > 0,
        "available_quantity": available,
        **{name: row[name] for name in _SHARED},
    }


def for_staff(row: Row, media: Media) -> Document:
    """Show what only staff see, too."""
    return {
        **detailed(row, media),
        "compare_at_prices": [
            money(price[1], code) for code, price in sorted(row["prices"].items()) if price[1]
        ],
        "tax_class": row["tax_class"],
        "publish_at": row["publish_at"],
        "variants": [
            {
                **_variant(variant, row["asked_currency"]),
                "prices": [money(p[0], code) for code, p in sorted(variant["prices"].items())],
                "own_prices": [money(p[0], code) for code, p in sorted(variant["own"].items())],
                "weight_grams": variant["weight_grams"],
                "on_hand": variant["on_hand"],
                "reserved": variant["reserved"],
            }
            for variant in row["variants"] or ()
        ],
    }


_SHARED = (
    "min_order_quantity",
    "max_order_quantity",
    "featured",
    "status",
    "version",
    "created_at",
    "updated_at",
)


def _category(row: Row) -> Document:
    return {
        "id": row["category_id"],
        "slug": row["category_slug"],
        "name": row["category_name"],
    }


def _variant(variant: Row, currency: str) -> Document:
    amount, compare_at = (variant["prices"] or {}).get(currency, (None, None))
    available = max(variant["on_hand"] - variant["reserved"], 0)
    return {
        "id": variant["id"],
        "sku": variant["sku"],
        "options": variant["options"],
        "price": money(amount, currency),
        "compare_at_price": money(compare_at, currency),
        "in_stock": available > 0,
        "available_quantity": available,
    }


def sellable(row: Row, currency: str, media: Media) -> Document:
    """Show a variant as a cart or an order needs it."""
    kept = {name: value for name, value in row.items() if name not in {"amount", "image_key"}}
    key = row["image_key"]
    return {
        **kept,
        "image_url": None if key is None else media.url(key),
        "unit_price": money(row["amount"], currency),
    }
