"""What staff send about products."""

from typing import Annotated

from pydantic import Field, StringConstraints

from catalog.api.fields import (
    Id,
    LongText,
    Moment,
    Name,
    OrderQuantity,
    Patch,
    Prices,
    ShownStatus,
    Sku,
    SlugText,
    TaxClass,
    Text,
    Translations,
    Units,
    changes_of,
    moneys,
)
from catalog.domain.merging import merged
from catalog.domain.pricing import price_list
from catalog.domain.product import Status, Variant
from catalog.usecases.create_product import NewProduct
from common.ids import new_id
from common.schemas import In

OptionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,29}$")]
OptionValue = Annotated[Text, StringConstraints(min_length=1, max_length=60)]
Options = Annotated[dict[OptionName, OptionValue], Field(max_length=5)]
Weight = Annotated[int, Field(ge=0, le=10_000_000)]


class ProductIn(In):
    """A new product with its one variant; a draft unless a status is given."""

    name: Name
    slug: SlugText | None = None
    description: LongText | None = None
    translations: Translations = Field(default_factory=dict)
    category_id: Id
    sku: Sku | None = None
    prices: Annotated[Prices, Field(min_length=1)]
    compare_at_prices: Prices = Field(default_factory=list)
    tax_class: TaxClass = "standard"
    min_order_quantity: OrderQuantity = 1
    max_order_quantity: OrderQuantity | None = None
    featured: bool = False
    status: ShownStatus | None = None
    publish_at: Moment | None = None
    initial_stock: Units = 0

    def command(self) -> NewProduct:
        """Ask for the product under a fresh id."""
        given = changes_of(self)
        given["translations"] = merged({}, given.get("translations", {}))
        given["description"] = self.description or ""
        return NewProduct(id=new_id(), variant_id=new_id(), **given)


class ProductPatch(Patch):
    """Changes of a product. Prices replace all prices; null takes a limit or a schedule away."""

    name: Name = ""
    slug: SlugText = ""
    description: LongText = ""
    translations: Translations = Field(default_factory=dict)
    category_id: Id = Field(default_factory=new_id)
    sku: Sku = ""
    prices: Annotated[Prices, Field(min_length=1)] = Field(default_factory=list)
    compare_at_prices: Prices = Field(default_factory=list)
    tax_class: TaxClass = ""
    min_order_quantity: OrderQuantity = 1
    max_order_quantity: OrderQuantity | None = None
    featured: bool = False
    status: ShownStatus = Status.DRAFT
    publish_at: Moment | None = None


class VariantIn(In):
    """A new variant; without prices it costs what its product costs."""

    sku: Sku
    options: Options = Field(default_factory=dict)
    prices: Prices = Field(default_factory=list)
    compare_at_prices: Prices = Field(default_factory=list)
    weight_grams: Weight | None = None
    initial_stock: Units = 0

    def variant(self) -> Variant:
        """Return the variant under a fresh id."""
        return Variant(
            id=new_id(),
            sku=self.sku,
            options=self.options,
            prices=price_list(moneys(self.prices), moneys(self.compare_at_prices)),
            weight_grams=self.weight_grams,
        )


class VariantPatch(Patch):
    """Changes of a variant; an option that is null goes, an empty list of prices, too."""

    sku: Sku = ""
    options: Annotated[dict[OptionName, OptionValue | None], Field(max_length=10)] = Field(
        default_factory=dict
    )
    prices: Prices = Field(default_factory=list)
    compare_at_prices: Prices = Field(default_factory=list)
    weight_grams: Weight | None = None


class PicturePatch(Patch):
    """A picture's text, and its place among the others, from 0."""

    alt_text: Text | None = None
    position: Annotated[int, Field(ge=0, le=1000)] | None = None
