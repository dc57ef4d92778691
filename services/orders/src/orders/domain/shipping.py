"""How parcels reach a country, what that costs, and how the country taxes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from common.errors import FieldError, Invalid
from common.money import Money
from orders.domain.totals import Item, Taxation, Totals, add_up


class NoShippingToCountry(Invalid):
    """The shop does not deliver there, or not for that currency."""

    def __init__(self, country: str) -> None:
        super().__init__(
            f"nothing is delivered to {country}",
            errors=[
                FieldError(
                    pointer="#/shipping_address/country",
                    code="no_shipping_to_country",
                    detail="the shop does not deliver there",
                )
            ],
        )


class UnknownShippingMethod(Invalid):
    """No way of shipping has that code for this country and currency."""

    def __init__(self, code: str) -> None:
        error = FieldError(
            pointer="#/shipping_method", code="unknown", detail="not offered for this address"
        )
        super().__init__(f"{code} is not offered for this address", errors=[error])


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingMethod:
    """One way of shipping; no `countries` means every country the shop sells to."""

    id: UUID
    code: str
    name: str
    prices: tuple[Money, ...]
    countries: tuple[str, ...]
    min_days: int
    max_days: int
    active: bool = True
    version: int = 1

    def price_in(self, currency: str) -> Money | None:
        """The price in that currency, if it has one."""
        return next((price for price in self.prices if price.currency == currency), None)

    def reaches(self, country: str) -> bool:
        """Whether it is offered for that country."""
        return self.active and (not self.countries or country in self.countries)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """What a country takes of one class of goods, in basis points (1600 is 16 percent)."""

    id: UUID
    country: str
    tax_class: str
    basis_points: int
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """The shop's settings as last heard; `countries` maps a code to whether tax is included."""

    name: str
    currencies: tuple[str, ...]
    default_currency: str
    countries: Mapping[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One way of shipping at its price in the asked currency."""

    method: ShippingMethod
    price: Money


def offers(
    methods: Sequence[ShippingMethod], *, shop: Shop, country: str, currency: str
) -> tuple[Offer, ...]:
    """Return what reaches the country, cheapest first; raise `NoShippingToCountry` for nothing."""
    priced = ((method, method.price_in(currency)) for method in methods if method.reaches(country))
    found = [Offer(method=method, price=price) for method, price in priced if price is not None]
    if country not in shop.countries or not found:
        raise NoShippingToCountry(country)
    return tuple(sorted(found, key=lambda offer: (offer.price.amount, offer.method.code)))


def delivered_to(
    methods: Sequence[ShippingMethod], *, shop: Shop, country: str | None
) -> list[ShippingMethod]:
    """Return what is offered for the country, or anywhere."""
    if country is None:
        return [method for method in methods if method.active]
    if country not in shop.countries:
        return []
    return [method for method in methods if method.reaches(country)]


def choose(found: Sequence[Offer], code: str | None) -> Offer:
    """Return the offer with that code, or the cheapest; raise `UnknownShippingMethod`."""
    if code is None:
        return found[0]
    for offer in found:
        if offer.method.code == code:
            return offer
    raise UnknownShippingMethod(code)


def taxation(rates: Sequence[TaxRate], *, shop: Shop, country: str) -> Taxation:
    """Return how the country taxes."""
    return Taxation(
        included=shop.countries.get(country, False),
        rates={rate.tax_class: rate.basis_points for rate in rates if rate.country == country},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Everything that decides what an order to one country costs, beside its lines."""

    shop: Shop
    methods: Sequence[ShippingMethod]
    rates: Sequence[TaxRate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What lines cost when sent to a country: the chosen way of shipping, and the others."""

    chosen: Offer
    offers: tuple[Offer, ...]
    totals: Totals


def quote(
    items: Sequence[Item], *, terms: Terms, country: str, currency: str, method: str | None
) -> Quote:
    """Compute what the items cost there; raise where nothing, or not that way, is delivered."""
    found = offers(terms.methods, shop=terms.shop, country=country, currency=currency)
    chosen = choose(found, method)
    taxes = taxation(terms.rates, shop=terms.shop, country=country)
    return Quote(
        chosen=chosen,
        offers=found,
        totals=add_up(items, shipping=chosen.price, taxation=taxes),
    )
