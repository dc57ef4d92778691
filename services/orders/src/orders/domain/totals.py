"""What an order costs: line totals, tax, shipping, and the rounding to what can be paid.

Everything rounds half up; what a division leaves over goes to the last line concerned.
Shipping is not taxed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from common.money import Money

# The smallest step a total may have, in minor units: M-Pesa takes whole shillings only.
_PAYABLE_UNITS: Final[Mapping[str, int]] = {"KES": 100}
_WHOLE: Final = 10_000  # basis points


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """So many units of one thing at a price, and which tax rate applies to it."""

    unit_price: Money
    quantity: int
    tax_class: str

    @property
    def line_total(self) -> Money:
        """The unit price, `quantity` times over, before any discount."""
        return self.unit_price.times(self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxation:
    """How one country taxes: basis points by tax class, on top of prices or within them."""

    included: bool
    rates: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums of an order. `line_taxes` stand in the order of the lines and add up to `tax`."""

    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    tax_included: bool
    rounding: Money
    total: Money
    line_taxes: tuple[Money, ...]


def add_up(items: Sequence[Item], *, shipping: Money, taxation: Taxation) -> Totals:
    """Compute what the items and their shipping cost; all amounts share shipping's currency."""
    currency = shipping.currency
    subtotal = Money.total((item.line_total for item in items), currency)
    line_taxes = _line_taxes(items, currency, taxation)
    tax = Money.total(line_taxes, currency)
    due = subtotal + shipping if taxation.included else subtotal + shipping + tax
    total = payable(due)
    return Totals(
        subtotal=subtotal,
        discount=Money(0, currency),
        shipping=shipping,
        tax=tax,
        tax_included=taxation.included,
        rounding=total - due,
        total=total,
        line_taxes=line_taxes,
    )


def payable(due: Money) -> Money:
    """Round half up to the nearest amount that every provider of the currency can take."""
    unit = _PAYABLE_UNITS.get(due.currency, 1)
    return Money((2 * due.amount + unit) // (2 * unit) * unit, due.currency)


def split(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Share the amount out by weight, in whole units; what is left over goes to the last."""
    whole = sum(weights) or 1
    shares = [amount * weight // whole for weight in weights[:-1]]
    return (*shares, amount - sum(shares))


def _line_taxes(items: Sequence[Item], currency: str, taxation: Taxation) -> tuple[Money, ...]:
    # Taxed per class, as an invoice states it, then shared out among the lines of the class.
    classes: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        classes[item.tax_class].append(place)
    taxes = [0] * len(items)
    for tax_class, places in classes.items():
        amounts = [items[place].line_total.amount for place in places]
        due = _tax(sum(amounts), taxation.rates.get(tax_class, 0), included=taxation.included)
        for place, share in zip(places, split(due, amounts), strict=True):
            taxes[place] = share
    return tuple(Money(tax, currency) for tax in taxes)


def _tax(amount: int, rate: int, *, included: bool) -> int:
    whole = _WHOLE + rate if included else _WHOLE
    return (2 * amount * rate + whole) // (2 * whole)
