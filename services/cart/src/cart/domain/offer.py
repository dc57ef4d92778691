"""What the shop offers of one variant, now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from common.errors import Invalid, NotFound
from common.money import Money


class ProductNotFound(NotFound):
    """No such product, or it is not for sale."""

    code = "not_found"


class VariantRequired(Invalid):
    """The product comes in several variants: say which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`unit_price` is None where the variant has no price in the cart's currency."""

    product_id: UUID
    variant_id: UUID
    sku: str
    slug: str
    name: str
    options: Mapping[str, str]
    image_url: str | None
    unit_price: Money | None
    available_quantity: int
    min_order_quantity: int
    max_order_quantity: int | None
    tax_class: str
    sellable: bool


Offers = Mapping[UUID, Offer]
"""By variant id; a variant that is gone is not in it."""


def chosen(offers: Sequence[Offer], product_id: UUID, variant_id: UUID | None) -> Offer:
    """Return the variant meant; it may be left out where the product has only one."""
    of_product = [offer for offer in offers if offer.product_id == product_id and offer.sellable]
    if variant_id is not None:
        of_product = [offer for offer in of_product if offer.variant_id == variant_id]
    if not of_product:
        raise ProductNotFound("there is no such product for sale")
    if len(of_product) > 1:
        raise VariantRequired("this product comes in several variants; send variant_id")
    return of_product[0]
