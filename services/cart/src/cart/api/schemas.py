"""What the HTTP API takes and gives."""

from collections.abc import Mapping
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from cart.domain.cart import DEFAULT_CURRENCY
from cart.domain.view import CartWarning, Line, View
from common.money import Money
from common.schemas import Currency, Id, In, MoneyOut, Out, Quantity


class ItemIn(In):
    """So many of a product; `variant_id` may be left out where it has only one."""

    product_id: Id
    variant_id: Id | None = None
    quantity: Quantity


class QuantityIn(In):
    """How many there shall be."""

    quantity: Quantity


class CurrencyIn(In):
    """The currency to price the cart in."""

    currency: Currency


class MergeIn(In):
    """The cart that the user filled before they signed in."""

    cart_token: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class ItemOut(Out):
    """One line of the cart; prices are null for what cannot be bought any more."""

    id: UUID
    product_id: UUID
    variant_id: UUID
    sku: str | None
    slug: str | None
    name: str | None
    options: Mapping[str, str]
    image_url: str | None
    quantity: int
    unit_price: MoneyOut | None
    line_total: MoneyOut | None
    warnings: tuple[CartWarning, ...]

    @classmethod
    def of(cls, line: Line) -> Self:
        """Show the line."""
        offer = line.offer
        return cls(
            id=line.item.id,
            product_id=line.item.product_id,
            variant_id=line.item.variant_id,
            sku=None if offer is None else offer.sku,
            slug=None if offer is None else offer.slug,
            name=None if offer is None else offer.name,
            options={} if offer is None else offer.options,
            image_url=None if offer is None else offer.image_url,
            quantity=line.item.quantity,
            unit_price=None if line.unit_price is None else MoneyOut.of(line.unit_price),
            line_total=None if line.total is None else MoneyOut.of(line.total),
            warnings=line.warnings,
        )


class CartOut(Out):
    """A cart as its owner sees it; `id` is null until something is in it.

    A guest is also told `cart_token`, the same as the header `X-Cart-Token`.
    """

    id: UUID | None
    version: int
    currency: str
    items: list[ItemOut]
    item_count: int
    subtotal: MoneyOut
    coupon: str | None = None
    warnings: tuple[CartWarning, ...]
    # Added to the answer for whom it is; a stored answer never holds it.
    cart_token: str | None = Field(default=None, exclude_if=lambda token: token is None)

    @classmethod
    def of(cls, view: View | None) -> Self:
        """Show the cart; None is one that nobody put anything into."""
        if view is None:
            nothing = MoneyOut.of(Money(0, DEFAULT_CURRENCY))
            return cls(
                id=None,
                version=0,
                currency=DEFAULT_CURRENCY,
                items=[],
                item_count=0,
                subtotal=nothing,
                warnings=(),
            )
        return cls(
            id=view.cart.id,
            version=view.cart.version,
            currency=view.cart.currency,
            items=[ItemOut.of(line) for line in view.lines],
            item_count=sum(item.quantity for item in view.cart.items),
            subtotal=MoneyOut.of(view.subtotal),
            warnings=view.warnings,
        )


class SnapshotItemOut(Out):
    """One line, with all that an order needs to know about it."""

    id: UUID
    product_id: UUID
    variant_id: UUID
    sku: str
    slug: str
    name: str
    options: Mapping[str, str]
    image_url: str | None
    quantity: int
    unit_price: MoneyOut | None
    tax_class: str
    available_quantity: int
    sellable: bool


class SnapshotOut(Out):
    """A cart as orders reads it."""

    cart_id: UUID | None
    version: int
    currency: str
    items: list[SnapshotItemOut]

    @classmethod
    def of(cls, view: View | None) -> Self:
        """Show the cart; a line whose variant is gone for good is not for sale."""
        if view is None:
            return cls(cart_id=None, version=0, currency=DEFAULT_CURRENCY, items=[])
        return cls(
            cart_id=view.cart.id,
            version=view.cart.version,
            currency=view.cart.currency,
            items=[_snapshot(line) for line in view.lines],
        )


def _snapshot(line: Line) -> SnapshotItemOut:
    offer, item = line.offer, line.item
    return SnapshotItemOut(
        id=item.id,
        product_id=item.product_id,
        variant_id=item.variant_id,
        sku="" if offer is None else offer.sku,
        slug="" if offer is None else offer.slug,
        name="" if offer is None else offer.name,
        options={} if offer is None else offer.options,
        image_url=None if offer is None else offer.image_url,
        quantity=item.quantity,
        unit_price=None if line.unit_price is None else MoneyOut.of(line.unit_price),
        tax_class="" if offer is None else offer.tax_class,
        available_quantity=0 if offer is None else offer.available_quantity,
        sellable=offer is not None and offer.sellable,
    )
