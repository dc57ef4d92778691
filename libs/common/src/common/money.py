"""Amounts of money: whole minor units and a currency, never a float."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from common.errors import Invalid

# ISO 4217 minor units of the currencies that are not two.
_EXPONENTS: Final = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
    "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip


class CurrencyMismatch(Invalid):
    """Two amounts of different currencies met in one sum."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"cannot combine {right} with {left}")


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` counts the smallest unit of the ISO 4217 `currency`: cents for KES, yen for JPY."""

    amount: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def times(self, quantity: int) -> "Money":
        """Return this amount `quantity` times over."""
        return Money(self.amount * quantity, self.currency)

    def share(self, basis_points: int) -> "Money":
        """Return so many hundredths of a percent of the amount, rounded half up."""
        return Money((self.amount * basis_points + 5_000) // 10_000, self.currency)

    @property
    def major(self) -> Decimal:
        """The amount in the currency's main unit, as providers and people write it."""
        return Decimal(self.amount).scaleb(-exponent(self.currency))

    @staticmethod
    def total(amounts: Iterable["Money"], currency: str) -> "Money":
        """Add up any number of amounts, all of `currency`."""
        return sum(amounts, start=Money(0, currency))

    def _same(self, other: "Money") -> None:
        if other.currency != self.currency:
            raise CurrencyMismatch(self.currency, other.currency)


def exponent(currency: str) -> int:
    """Return how many decimal places the currency's main unit has (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


def from_major(value: Decimal, currency: str) -> Money:
    """Read an amount in main units; raise `Invalid` where it is finer than the minor unit."""
    minor = value.scaleb(exponent(currency))
    if not minor.is_finite() or minor != minor.to_integral_value():
        raise Invalid("the amount is finer than the currency's smallest unit")
    return Money(int(minor), currency)
