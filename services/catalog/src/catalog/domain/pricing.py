"""Prices: one per variant and currency, whole minor units."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from common.errors import FieldError, Invalid
from common.money import Money


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs and, where it is reduced, what it used to cost; minor units."""

    amount: int
    compare_at: int | None = None


Prices = Mapping[str, Price]
"""One price per currency."""


def price_list(prices: Sequence[Money], compare_at: Sequence[Money]) -> dict[str, Price]:
    """Bring both lists together; each currency once, and a reduction must reduce."""
    before = _by_currency(compare_at, "compare_at_prices")
    now = _by_currency(prices, "prices")
    for currency, amount in before.items():
        if currency not in now or now[currency] >= amount:
            raise _refused("compare_at_prices", "not_above_price", "must be above the price")
    return {currency: Price(amount, before.get(currency)) for currency, amount in now.items()}


def revised_prices(prices: Prices, changes: Mapping[str, Any]) -> dict[str, Price]:
    """Put in what was given; a former price that no longer exceeds the new one goes."""
    now: Sequence[Money] | None = changes.get("prices")
    before: Sequence[Money] | None = changes.get("compare_at_prices")
    if now is None:
        now = [Money(price.amount, currency) for currency, price in prices.items()]
    if before is not None:
        return price_list(now, before)
    return {
        currency: replace(price, compare_at=_still_above(prices.get(currency), price))
        for currency, price in price_list(now, ()).items()
    }


def effective(own: Prices, base: Prices) -> dict[str, Price]:
    """A variant's prices: its own where it has one, its product's elsewhere."""
    return {**base, **own}


def lowest(variants: Iterable[Prices]) -> dict[str, Price]:
    """The lowest price per currency over all variants."""
    found: dict[str, Price] = {}
    for prices in variants:
        for currency, price in prices.items():
            if currency not in found or price.amount < found[currency].amount:
                found[currency] = price
    return found


def _still_above(former: Price | None, price: Price) -> int | None:
    if former is None or former.compare_at is None or former.compare_at <= price.amount:
        return None
    return former.compare_at


def _by_currency(amounts: Sequence[Money], field: str) -> dict[str, int]:
    by_currency = {money.currency: money.amount for money in amounts}
    if len(by_currency) != len(amounts):
        raise _refused(field, "currency_repeated", "each currency once")
    return by_currency


def _refused(field: str, code: str, detail: str) -> Invalid:
    return Invalid(
        "the prices contradict each other",
        errors=[FieldError(pointer=f"#/{field}", code=code, detail=detail)],
    )
