"""Money never loses or makes a minor unit, and never mixes currencies."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import Invalid
from common.money import CurrencyMismatch, Money, exponent, from_major

AMOUNTS = st.integers(-(10**12), 10**12)
CURRENCIES = st.sampled_from(["KES", "ETB", "NGN", "USD", "JPY", "UGX", "KWD"])


@given(st.lists(AMOUNTS), CURRENCIES)
def test_a_total_is_the_sum_of_its_parts(amounts: list[int], currency: str) -> None:
    parts = [Money(amount, currency) for amount in amounts]

    assert Money.total(parts, currency) == Money(sum(amounts), currency)


@given(AMOUNTS, AMOUNTS, CURRENCIES)
def test_what_is_added_can_be_taken_away(left: int, right: int, currency: str) -> None:
    one, other = Money(left, currency), Money(right, currency)

    assert one + other - other == one
    assert one + other == other + one


@given(AMOUNTS, st.integers(0, 100))
def test_times_is_repeated_addition(amount: int, quantity: int) -> None:
    one = Money(amount, "KES")

    assert one.times(quantity) == Money.total([one] * quantity, "KES")


@given(st.integers(0, 10**12), st.integers(0, 10_000))
def test_a_share_is_the_nearest_whole_unit_and_halves_go_up(amount: int, points: int) -> None:
    exact = Decimal(amount) * points / 10_000

    share = Money(amount, "KES").share(points).amount

    assert Decimal(-1) / 2 < share - exact <= Decimal(1) / 2


@pytest.mark.parametrize(
    ("amount", "points", "share"),
    [(5, 1_000, 1), (4, 1_000, 0), (15, 1_000, 2), (100, 1_600, 16), (1, 10_000, 1), (0, 1_600, 0)],
)
def test_a_half_is_rounded_up(amount: int, points: int, share: int) -> None:
    assert Money(amount, "KES").share(points) == Money(share, "KES")


@given(AMOUNTS, CURRENCIES)
def test_main_units_there_and_back_are_the_same_amount(amount: int, currency: str) -> None:
    money = Money(amount, currency)

    assert from_major(money.major, currency) == money


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (129_900, "KES", "1299.00"),
        (1500, "JPY", "1500"),
        (1500, "UGX", "1500"),
        (1, "KWD", "0.001"),
    ],
)
def test_each_currency_has_its_own_decimal_places(amount: int, currency: str, shown: str) -> None:
    assert str(Money(amount, currency).major) == shown
    assert exponent(currency) == len(shown.partition(".")[2])


@pytest.mark.parametrize(
    ("value", "currency"),
    [("1.001", "KES"), ("0.5", "JPY"), ("NaN", "KES"), ("Infinity", "KES"), ("0.0001", "KWD")],
)
def test_what_no_coin_can_pay_is_invalid(value: str, currency: str) -> None:
    with pytest.raises(Invalid):
        from_major(Decimal(value), currency)


def test_currencies_are_never_mixed() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, "KES") + Money(1, "USD")
    with pytest.raises(CurrencyMismatch):
        Money(1, "KES") - Money(1, "USD")
    with pytest.raises(CurrencyMismatch):
        Money.total([Money(1, "KES")], "USD")
