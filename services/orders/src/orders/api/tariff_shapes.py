"""Quotes, ways of shipping and tax rates as the API takes and gives them."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from common.ids import new_id
from common.schemas import Country, In, MoneyIn, MoneyOut, Name, Out, Text
from orders.api.shapes import LineOut, lines_out
from orders.domain.order import Line
from orders.domain.shipping import Quote, ShippingMethod, TaxRate


class ShippingMethodOut(Out):
    """A way of shipping; no `countries` means every country the shop sells to."""

    id: UUID
    code: str
    name: str
    prices: list[MoneyOut]
    countries: list[str]
    min_days: int
    max_days: int
    active: bool
    version: int

    @classmethod
    def of(cls, method: ShippingMethod) -> Self:
        """Show the way of shipping."""
        return cls(
            id=method.id,
            code=method.code,
            name=method.name,
            prices=[MoneyOut.of(price) for price in method.prices],
            countries=list(method.countries),
            min_days=method.min_days,
            max_days=method.max_days,
            active=method.active,
            version=method.version,
        )


class OfferOut(ShippingMethodOut):
    """A way of shipping at its price for the quoted cart."""

    price: MoneyOut


class WarningOut(Out):
    """Something about the cart that would stand in the way of ordering it."""

    code: str
    product_id: UUID
    variant_id: UUID
    available: int


class QuoteOut(Out):
    """What the cart would cost."""

    currency: str
    lines: list[LineOut]
    subtotal: MoneyOut
    discount: MoneyOut
    shipping: MoneyOut
    tax: MoneyOut
    tax_included: bool
    rounding: MoneyOut
    total: MoneyOut
    shipping_method: str
    shipping_methods: list[OfferOut]
    warnings: list[WarningOut]

    @classmethod
    def of(cls, lines: tuple[Line, ...], quote: Quote, warnings: list[WarningOut]) -> Self:
        """Show what the lines cost."""
        totals = quote.totals
        return cls(
            currency=totals.total.currency,
            lines=lines_out(lines, totals.line_taxes),
            subtotal=MoneyOut.of(totals.subtotal),
            discount=MoneyOut.of(totals.discount),
            shipping=MoneyOut.of(totals.shipping),
            tax=MoneyOut.of(totals.tax),
            tax_included=totals.tax_included,
            rounding=MoneyOut.of(totals.rounding),
            total=MoneyOut.of(totals.total),
            shipping_method=quote.chosen.method.code,
            shipping_methods=[
                OfferOut(
                    **ShippingMethodOut.of(offer.method).model_dump(),
                    price=MoneyOut.of(offer.price),
                )
                for offer in quote.offers
            ],
            warnings=warnings,
        )


class DestinationIn(In):
    """Where a quote is for; only the country matters, the rest of an address may stand here."""

    country: Country
    full_name: Text | None = None
    phone_number: Text | None = None
    line1: Text | None = None
    line2: Text | None = None
    city: Text | None = None
    region: Text | None = None
    postal_code: Text | None = None


class QuoteIn(In):
    """Asks what the cart would cost there."""

    shipping_address: DestinationIn
    shipping_method: Text | None = None


def _one_price_each(prices: list[MoneyIn]) -> list[MoneyIn]:
    if len({price.currency for price in prices}) < len(prices):
        raise ValueError("one price for each currency")
    return prices


Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,49}$")]
Prices = Annotated[
    list[MoneyIn], Field(min_length=1, max_length=20), AfterValidator(_one_price_each)
]
Countries = Annotated[list[Country], Field(max_length=250)]
Days = Annotated[int, Field(ge=0, le=365)]
BasisPoints = Annotated[int, Field(ge=0, le=10_000)]


class ShippingMethodIn(In):
    """A new way of shipping; no `countries` means every country the shop sells to."""

    code: Code
    name: Name
    prices: Prices
    countries: Countries = Field(default_factory=list)
    min_days: Days = 1
    max_days: Days = 7
    active: bool = True

    def method(self) -> ShippingMethod:
        """Return it in the domain's terms, under a new id."""
        return ShippingMethod(
            id=new_id(),
            code=self.code,
            name=self.name,
            prices=tuple(price.money() for price in self.prices),
            countries=tuple(self.countries),
            min_days=self.min_days,
            max_days=self.max_days,
            active=self.active,
        )


class ShippingMethodPatch(In):
    """What is to be different about a way of shipping."""

    name: Name | None = None
    prices: Prices | None = None
    countries: Countries | None = None
    min_days: Days | None = None
    max_days: Days | None = None
    active: bool | None = None


class TaxRateIn(In):
    """What a country takes of one class of goods, in basis points (1600 is 16 percent)."""

    country: Country
    tax_class: Code = "standard"
    basis_points: BasisPoints

    def rate(self) -> TaxRate:
        """Return it in the domain's terms, under a new id."""
        return TaxRate(
            id=new_id(),
            country=self.country,
            tax_class=self.tax_class,
            basis_points=self.basis_points,
        )


class TaxRatePatch(In):
    """What is to be different about a tax rate."""

    basis_points: BasisPoints


class TaxRateOut(Out):
    """What a country takes of one class of goods, in basis points (1600 is 16 percent)."""

    id: UUID
    country: str
    tax_class: str
    basis_points: int
    version: int

    @classmethod
    def of(cls, rate: TaxRate) -> Self:
        """Show the rate."""
        return cls(
            id=rate.id,
            country=rate.country,
            tax_class=rate.tax_class,
            basis_points=rate.basis_points,
            version=rate.version,
        )
