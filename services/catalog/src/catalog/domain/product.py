"""A product with its variants and pictures, and what staff may do to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from catalog.domain.merging import merged
from catalog.domain.pricing import Price, Prices, effective, lowest, revised_prices
from common.errors import Conflict, FieldError, Invalid, NotFound

MAX_VARIANTS: Final = 200
MAX_PICTURES: Final = 30

Translations = Mapping[str, Mapping[str, str]]
"""Name and description by language tag."""


class Status(StrEnum):
    """Who can see a product: only `published` ones are for sale."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class SkuTaken(Conflict):
    """Another variant has this SKU."""

    def __init__(self, sku: str) -> None:
        super().__init__(f"the SKU {sku} is taken")


class VariantExists(Conflict):
    """The product has a variant with these options."""


class VariantInUse(Conflict):
    """The variant cannot go: it is the last one, or orders hold units of it."""


class TooMany(Conflict):
    """The product has as many variants or pictures as it may have."""


class VariantRequired(Invalid):
    """The product has several variants: say which."""


class VariantNotFound(NotFound):
    """The product has no such variant."""

    code = "not_found"


class PictureNotFound(NotFound):
    """The product has no such picture."""

    code = "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What is priced, stocked, held and sold; `prices` are its own, above its product's."""

    id: UUID
    sku: str
    options: Mapping[str, str] = field(default_factory=dict)
    prices: Prices = field(default_factory=dict)
    weight_grams: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A stored picture; `key` names it in object storage."""

    id: UUID
    key: str
    alt_text: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product as staff see it. Variants and pictures are in the order they are shown."""

    id: UUID
    slug: str
    name: str
    description: str = ""
    translations: Translations = field(default_factory=dict)
    category_id: UUID
    tax_class: str = "standard"
    prices: Prices = field(default_factory=dict)
    min_order_quantity: int = 1
    max_order_quantity: int | None = None
    featured: bool = False
    status: Status = Status.DRAFT
    publish_at: datetime | None = None
    variants: tuple[Variant, ...] = ()
    pictures: tuple[Picture, ...] = ()
    version: int = 1

    @property
    def listing(self) -> dict[str, Price]:
        """The lowest price per currency."""
        return lowest(effective(variant.prices, self.prices) for variant in self.variants)

    def variant(self, variant_id: UUID) -> Variant:
        """Return one variant; raise `VariantNotFound`."""
        for variant in self.variants:
            if variant.id == variant_id:
                return variant
        raise VariantNotFound(f"the product has no variant {variant_id}")

    def picture(self, picture_id: UUID) -> Picture:
        """Return one picture; raise `PictureNotFound`."""
        for picture in self.pictures:
            if picture.id == picture_id:
                return picture
        raise PictureNotFound(f"the product has no picture {picture_id}")


def checked(product: Product) -> Product:
    """Return the product if its parts agree with each other."""
    least, most = product.min_order_quantity, product.max_order_quantity
    if most is not None and most < least:
        raise _refused("max_order_quantity", "below_minimum", "must not be below the minimum")
    if (product.status is Status.SCHEDULED) != (product.publish_at is not None):
        raise _refused("publish_at", "schedule_incomplete", "goes with the status scheduled")
    return product


def revised(product: Product, changes: Mapping[str, Any]) -> Product:
    """Apply a partial update; a time of publication belongs to scheduled products only."""
    applied = {**changes, **_merged_documents(product, changes)}
    applied.pop("compare_at_prices", None)
    if applied.get("publish_at") is not None and "status" not in applied:
        applied["status"] = Status.SCHEDULED
    if applied.get("status", Status.SCHEDULED) is not Status.SCHEDULED:
        applied["publish_at"] = None
    if "sku" in applied:
        applied["variants"] = _with_sku(product, applied.pop("sku"))
    return checked(replace(product, **applied))


def revised_variant(variant: Variant, changes: Mapping[str, Any]) -> Variant:
    """Apply a partial update."""
    applied = {**changes, **_repriced(variant.prices, changes)}
    applied.pop("compare_at_prices", None)
    if "options" in applied:
        applied["options"] = merged(variant.options, applied["options"])
    return replace(variant, **applied)


def with_variant(product: Product, variant: Variant, *, replacing_plain: bool) -> Product:
    """Add a variant; it takes the place of a plain one that never had stock."""
    kept = tuple(v for v in product.variants if v.options or not replacing_plain)
    if any(dict(known.options) == dict(variant.options) for known in kept):
        raise VariantExists("the product has a variant with these options")
    if len(kept) >= MAX_VARIANTS:
        raise TooMany(f"a product has at most {MAX_VARIANTS} variants")
    return replace(product, variants=(*kept, variant))


def with_changed_variant(product: Product, variant: Variant) -> Product:
    """Put the changed variant in the place of the one with its id."""
    others = [known for known in product.variants if known.id != variant.id]
    if any(dict(known.options) == dict(variant.options) for known in others):
        raise VariantExists("the product has a variant with these options")
    changed = (variant if known.id == variant.id else known for known in product.variants)
    return replace(product, variants=tuple(changed))


def without_variant(product: Product, variant_id: UUID) -> Product:
    """Take a variant out; a product keeps at least one."""
    gone = product.variant(variant_id)
    if len(product.variants) == 1:
        raise VariantInUse("a product keeps at least one variant")
    return replace(product, variants=tuple(v for v in product.variants if v is not gone))


def with_picture(product: Product, picture: Picture) -> Product:
    """Add a picture at the end."""
    if len(product.pictures) >= MAX_PICTURES:
        raise TooMany(f"a product has at most {MAX_PICTURES} pictures")
    return replace(product, pictures=(*product.pictures, picture))


def with_changed_picture(
    product: Product, picture_id: UUID, *, alt_text: str | None, position: int | None
) -> Product:
    """Change a picture's text and move it; a position past the end is the end."""
    picture = product.picture(picture_id)
    changed = picture if alt_text is None else replace(picture, alt_text=alt_text)
    others = [other for other in product.pictures if other.id != picture_id]
    place = product.pictures.index(picture) if position is None else position
    others.insert(place, changed)
    return replace(product, pictures=tuple(others))


def without_picture(product: Product, picture_id: UUID) -> Product:
    """Take a picture out."""
    gone = product.picture(picture_id)
    return replace(product, pictures=tuple(p for p in product.pictures if p is not gone))


def _merged_documents(product: Product, changes: Mapping[str, Any]) -> dict[str, Any]:
    documents: dict[str, Any] = _repriced(product.prices, changes)
    if "translations" in changes:
        documents["translations"] = merged(product.translations, changes["translations"])
    return documents


def _repriced(prices: Prices, changes: Mapping[str, Any]) -> dict[str, Any]:
    if not {"prices", "compare_at_prices"}.intersection(changes):
        return {}
    return {"prices": revised_prices(prices, changes)}


def _with_sku(product: Product, sku: str) -> tuple[Variant, ...]:
    if len(product.variants) > 1:
        raise VariantRequired("the product has several variants; change the SKU of one of them")
    return tuple(replace(variant, sku=sku) for variant in product.variants)


def _refused(place: str, code: str, detail: str) -> Invalid:
    return Invalid(
        "the product contradicts itself",
        errors=[FieldError(pointer=f"#/{place}", code=code, detail=detail)],
    )
