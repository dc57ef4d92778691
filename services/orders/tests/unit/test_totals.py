from hypothesis import given
from hypothesis import strategies as st

from common.money import Money
from orders.domain.totals import Item, Taxation, add_up, payable, split

CURRENCIES = st.sampled_from(["KES", "USD", "ETB", "JPY"])
CLASSES = ["standard", "reduced", "zero"]
RATES = st.fixed_dictionaries({name: st.integers(0, 10_000) for name in CLASSES})


@st.composite
def orders(draw: st.DrawFn) -> tuple[list[Item], Money, Taxation]:
    currency = draw(CURRENCIES)
    item = st.builds(
        Item,
        unit_price=st.integers(0, 10**9).map(lambda amount: Money(amount, currency)),
        quantity=st.integers(1, 100),
        tax_class=st.sampled_from([*CLASSES, "unknown"]),
    )
    items = draw(st.lists(item, min_size=1, max_size=30))
    shipping = Money(draw(st.integers(0, 10**7)), currency)
    return items, shipping, Taxation(included=draw(st.booleans()), rates=draw(RATES))


@given(orders())
def test_the_sums_of_an_order_always_agree(order: tuple[list[Item], Money, Taxation]) -> None:
    items, shipping, taxation = order

    totals = add_up(items, shipping=shipping, taxation=taxation)

    assert totals.subtotal == Money.total((item.line_total for item in items), shipping.currency)
    on_top = 0 if totals.tax_included else totals.tax.amount
    due = totals.subtotal.amount - totals.discount.amount + totals.shipping.amount + on_top
    assert totals.total.amount == due + totals.rounding.amount
    assert sum(tax.amount for tax in totals.line_taxes) == totals.tax.amount
    assert all(tax.amount >= 0 for tax in totals.line_taxes)
    assert len(totals.line_taxes) == len(items)


@given(st.integers(0, 10**12))
def test_shillings_are_payable_whole_and_half_goes_up(amount: int) -> None:
    total = payable(Money(amount, "KES")).amount

    assert total % 100 == 0
    assert -50 < total - amount <= 50


@given(st.integers(0, 10**12))
def test_other_currencies_are_payable_to_the_last_unit(amount: int) -> None:
    assert payable(Money(amount, "USD")).amount == amount


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_a_split_loses_nothing_and_leaves_the_rest_to_the_last(
    amount: int, weights: list[int]
) -> None:
    shares = split(amount, weights)

    assert sum(shares) == amount
    assert all(share >= 0 for share in shares)
    exact = [amount * weight / (sum(weights) or 1) for weight in weights[:-1]]
    assert all(abs(share - part) < 1 for share, part in zip(shares, exact, strict=False))


def test_included_tax_is_taken_out_of_the_price() -> None:
    items = [Item(unit_price=Money(11_600, "KES"), quantity=1, tax_class="standard")]

    totals = add_up(
        items,
        shipping=Money(25_040, "KES"),
        taxation=Taxation(included=True, rates={"standard": 1600}),
    )

    assert totals.tax.amount == 1_600
    assert (totals.total.amount, totals.rounding.amount) == (36_600, -40)


def test_tax_on_top_is_added() -> None:
    items = [Item(unit_price=Money(1_999, "USD"), quantity=3, tax_class="standard")]

    totals = add_up(
        items,
        shipping=Money(500, "USD"),
        taxation=Taxation(included=False, rates={"standard": 825}),
    )

    assert totals.tax.amount == 495  # 494.7525
    assert totals.total.amount == 5_997 + 500 + 495


def test_classes_are_taxed_apart() -> None:
    items = [
        Item(unit_price=Money(1_000, "USD"), quantity=1, tax_class="standard"),
        Item(unit_price=Money(1_000, "USD"), quantity=1, tax_class="zero"),
        Item(unit_price=Money(1_000, "USD"), quantity=1, tax_class="standard"),
    ]

    totals = add_up(
        items, shipping=Money(0, "USD"), taxation=Taxation(included=False, rates={"standard": 825})
    )

    assert [tax.amount for tax in totals.line_taxes] == [82, 0, 83]
