"""The cart as it was when it was read, and what must hold for it to become an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from common.errors import Conflict, FieldError, Invalid
from common.money import Money
from orders.domain.order import Line


class CartEmpty(Conflict):
    """There is nothing to order."""

    def __init__(self) -> None:
        super().__init__("the cart is empty")


class CartChanged(Conflict):
    """The cart is not the one the caller saw."""

    def __init__(self, *, version: int) -> None:
        super().__init__("the cart changed since it was read", cart_version=version)


class CartAlreadyOrdered(Conflict):
    """This version of the cart became an order before."""

    def __init__(self, order_id: UUID) -> None:
        super().__init__("this cart was ordered before", order_id=str(order_id))


class InsufficientStock(Conflict):
    """Fewer are left of something than the cart asks for."""

    def __init__(self, items: Sequence[dict[str, Any]]) -> None:
        super().__init__("too little is left of what the cart holds", items=list(items))


class UnknownVariants(Invalid):
    """The catalog has no such variants; `places` count from 0 in what was asked for."""

    code = "validation_failed"

    def __init__(self, places: Sequence[int]) -> None:
        errors = [
            FieldError(
                pointer=f"#/items/{place}/variant_id", code="unknown", detail="no such variant"
            )
            for place in places
        ]
        super().__init__("the catalog does not know all of these", errors=errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketItem:
    """So many of one variant; no `unit_price` means it has none in the cart's currency."""

    id: UUID
    product_id: UUID
    variant_id: UUID
    sku: str
    slug: str
    name: str
    options: dict[str, str]
    image_url: str | None
    quantity: int
    unit_price: Money | None
    tax_class: str
    available_quantity: int
    sellable: bool

    @property
    def is_for_sale(self) -> bool:
        """Whether it can be sold in the cart's currency at all."""
        return self.sellable and self.unit_price is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """A user's cart at one version; without an id the user has none."""

    cart_id: UUID | None
    version: int
    currency: str
    items: tuple[BasketItem, ...]


def lines(basket: Basket, *, seen_version: int | None = None) -> tuple[Line, ...]:
    """Return what would be ordered; raise for a cart that is empty, changed or not for sale."""
    if basket.cart_id is None or not basket.items:
        raise CartEmpty
    if seen_version is not None and seen_version != basket.version:
        raise CartChanged(version=basket.version)
    unavailable = [item for item in basket.items if not item.is_for_sale]
    if unavailable:
        raise InsufficientStock([_shortage(item) for item in unavailable])
    return available_lines(basket)


def available_lines(basket: Basket) -> tuple[Line, ...]:
    """Return the lines of what is for sale."""
    return tuple(
        _line(item, item.unit_price)
        for item in basket.items
        if item.sellable and item.unit_price is not None
    )


def short_items(basket: Basket) -> tuple[BasketItem, ...]:
    """Return the items of which less can be had than the cart holds."""
    return tuple(
        item
        for item in basket.items
        if not item.is_for_sale or item.available_quantity < item.quantity
    )


def _line(item: BasketItem, unit_price: Money) -> Line:
    return Line(
        item_id=item.id,
        product_id=item.product_id,
        variant_id=item.variant_id,
        sku=item.sku,
        slug=item.slug,
        name=item.name,
        options=item.options,
        image_url=item.image_url,
        quantity=item.quantity,
        unit_price=unit_price,
        tax_class=item.tax_class,
    )


def _shortage(item: BasketItem) -> dict[str, Any]:
    return {
        "product_id": str(item.product_id),
        "variant_id": str(item.variant_id),
        "requested": item.quantity,
        "available": 0,
    }
