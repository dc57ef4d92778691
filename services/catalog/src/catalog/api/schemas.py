"""What callers send about everything but products."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, field_validator

from catalog.api.fields import (
    Id,
    ImageUrl,
    Language,
    Name,
    Patch,
    Position,
    SlugText,
    Translations,
    changes_of,
)
from catalog.domain.hold import Line
from catalog.domain.merging import merged
from catalog.domain.shop import COLOURS_AT_MOST, TEXTS_AT_MOST
from catalog.domain.shop import Country as ShopCountry
from catalog.usecases.change_categories import NewCategory
from common.errors import FieldError, Invalid
from common.ids import new_id
from common.schemas import Country, Currency, In, printable

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
LogoUrl = Annotated[
    str, StringConstraints(pattern=r"^(https?://[!-~]{1,500}|/[0-9A-Za-z._~-][!-~]{0,499})$")
]
"""A whole address, or a path on the storefront's own host."""

LegalText = Annotated[str, StringConstraints(max_length=50_000), AfterValidator(printable)]


class CategoryIn(In):
    """A new category."""

    name: Name
    slug: SlugText | None = None
    parent_id: Id | None = None
    position: Position = 0
    image: ImageUrl | None = None
    translations: Translations = Field(default_factory=dict)

    def command(self) -> NewCategory:
        """Ask for the category under a fresh id."""
        given = changes_of(self)
        given["translations"] = merged({}, given.get("translations", {}))
        return NewCategory(id=new_id(), **given)


class CategoryPatch(Patch):
    """Changes of a category; a new parent moves all that is below it."""

    name: Name = ""
    slug: SlugText = ""
    parent_id: Id | None = None
    position: Position = 0
    image: ImageUrl | None = None
    translations: Translations = Field(default_factory=dict)


class AdjustmentIn(In):
    """So many units more or, negative, less."""

    delta: Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
    reason: Name

    @field_validator("delta")
    @classmethod
    def _moves(cls, delta: int) -> int:
        if delta == 0:
            raise ValueError("an adjustment of nothing")
        return delta


class InsecureLogo(Invalid):
    """Browsers do not mix what is encrypted with what is not; only the media host may be either."""

    code = "validation_failed"

    def __init__(self) -> None:
        detail = "https, a path, or an address on the media host"
        error = FieldError(pointer="#/logo_url", code="insecure_address", detail=detail)
        super().__init__("the logo's address is not one to load it from", errors=[error])


class CountryIn(In):
    """A country the shop sells to."""

    code: Country
    tax_included: bool = False


class ShopPatch(Patch):
    """Changes of the shop's settings; lists replace lists, colours and texts are laid over."""

    name: Name = ""
    logo_url: LogoUrl | None = None
    colours: Annotated[dict[Key, Colour | None], Field(max_length=COLOURS_AT_MOST)] = Field(
        default_factory=dict
    )
    currencies: Annotated[list[Currency], Field(min_length=1, max_length=30)] = Field(
        default_factory=list
    )
    default_currency: Currency = "KES"
    countries: Annotated[list[CountryIn], Field(min_length=1, max_length=250)] = Field(
        default_factory=list
    )
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)] = Field(
        default_factory=list
    )
    legal: Annotated[dict[Key, LegalText | None], Field(max_length=TEXTS_AT_MOST)] = Field(
        default_factory=dict
    )

    def changes(self, *, media: str) -> dict[str, object]:
        """Return what was sent, in the domain's own types; `media` is where pictures are."""
        if (self.logo_url or "").startswith("http://") and not self._is_below(media):
            raise InsecureLogo
        changes = changes_of(self)
        if "countries" in changes:
            changes["countries"] = tuple(
                ShopCountry(country.code, country.tax_included) for country in self.countries
            )
        if "currencies" in changes:
            changes["currencies"] = tuple(self.currencies)
        if "languages" in changes:
            changes["languages"] = tuple(self.languages)
        return changes

    def _is_below(self, media: str) -> bool:
        return (self.logo_url or "").startswith(f"{media.rstrip('/')}/")


class HoldLineIn(In):
    """So many units of one variant."""

    product_id: Id
    variant_id: Id
    quantity: Annotated[int, Field(ge=1, le=1000)]

    def line(self) -> Line:
        """Return it as the domain's own type."""
        return Line(self.variant_id, self.product_id, self.quantity)


class HoldIn(In):
    """Everything an order needs; the whole set or nothing."""

    lines: Annotated[list[HoldLineIn], Field(min_length=1, max_length=200)]


Ids = Annotated[list[Id], Field(max_length=100)]


class LookupIn(In):
    """Which variants a cart or an order asks about; a product stands for all of its variants."""

    currency: Currency
    variant_ids: Ids = Field(default_factory=list[UUID])
    product_ids: Ids = Field(default_factory=list[UUID])
