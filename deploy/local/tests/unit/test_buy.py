import itertools

import pytest
from typer.testing import CliRunner

from soko.buy.books import compare
from soko.buy.plans import CURRENCIES, Crossing, Wish, plan_of, wish_of
from soko.buy.purchase import Purchase, Tried
from soko.cli import app

CROSSED = [crossing for crossing in Crossing if crossing is not Crossing.NONE]


@pytest.mark.parametrize(
    ("provider", "crossing", "then", "chosen"),
    [
        (None, Crossing.NONE, None, "chapa"),
        (None, Crossing.LATE, None, "mpesa"),
        (None, Crossing.TWICE, None, "mpesa"),
        (None, Crossing.DECLINE, "cash", "mpesa"),
        (None, Crossing.DECLINE, "chapa", "chapa"),
        ("chapa", Crossing.DECLINE, "cash", "chapa"),
        ("cash", Crossing.NONE, None, "cash"),
    ],
)
def test_the_provider_that_was_not_named_is_the_one_that_can(provider, crossing, then, chosen):
    wish = wish_of(provider, crossing, then, guest=False)

    assert wish.provider == chosen
    assert wish.objection() is None


@pytest.mark.parametrize(
    ("wish", "currency"),
    [
        (Wish("chapa"), "ETB"),
        (Wish("mpesa"), "KES"),
        (Wish("cash"), "KES"),
        (Wish("chapa", crossing=Crossing.DECLINE, then="cash"), "ETB"),
    ],
)
def test_all_of_a_purchase_is_in_one_currency(wish, currency):
    assert wish.currency == currency


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish("bitcoin"), "unknown provider bitcoin"),
        (Wish("mpesa", crossing=Crossing.DECLINE, then="bitcoin"), "unknown provider bitcoin"),
        (Wish("cash", crossing=Crossing.LATE), "never declined"),
        (Wish("mpesa", crossing=Crossing.DECLINE, then="chapa"), "no currency in common"),
    ],
)
def test_what_cannot_be_bought_is_said_before_anything_is_tried(wish, words):
    assert words in str(wish.objection())


@pytest.mark.parametrize(
    "wish", [Wish("mpesa", guest, one, "cash") for guest in (True, False) for one in Crossing]
)
def test_every_purchase_orders_pays_and_ends_with_the_books(wish):
    names = [name for name, _ in plan_of(wish)]

    assert ("guest" in names) is wish.guest
    assert ("register" in names) is not wish.guest
    assert names.index("order") < names.index("pay")
    assert names[-1] == "books"
    assert ("decline" in names) is (wish.crossing in CROSSED)


class Shop:
    def __init__(self, paid, refunded, order_paid, books):
        self.headers = {}
        self._payment = {"captured": {"amount": paid}, "refunded": {"amount": refunded}}
        amounts = {"paid": {"amount": order_paid}, "refunded": {"amount": 0}}
        self._order = {"total": {"amount": 500, "currency": "KES"}, "amounts": amounts}
        self._books = books

    async def get(self, path):
        return self._payment if path.startswith("/payments") else self._order

    async def book(self, provider, reference):
        return self._books[reference]


def purchase_at(shop):
    facts = {"order_id": "o", "payment_id": "p"}
    tried = [Tried("mpesa", "A", None), Tried("cash", "B", None)]
    return Purchase(shop, shop, None, "KES", "a@b.example", facts=facts, tried=tried)


async def test_books_agree_when_provider_payment_and_order_name_one_sum():
    shop = Shop(paid=1000, refunded=500, order_paid=500, books={"A": (500, 0)})

    said = await compare(purchase_at(shop), ((1, 0), (0, 0)))

    assert said == "the provider keeps KES 5.00, so does the shop"


@pytest.mark.parametrize(("paid", "order_paid"), [(499, 500), (500, 499), (1000, 500)])
async def test_a_cent_of_difference_is_found(paid, order_paid):
    shop = Shop(paid=paid, refunded=0, order_paid=order_paid, books={"A": (500, 0)})

    with pytest.raises(LookupError, match="the provider keeps 500"):
        await compare(purchase_at(shop), ((1, 0), (0, 0)))


@pytest.mark.parametrize(
    "flags", [*itertools.combinations(["--late", "--twice", "--late-after-cancel"], 2)]
)
def test_one_crossing_at_a_time(flags):
    result = CliRunner().invoke(app, ["buy", *flags])

    assert result.exit_code != 0
    assert "one crossing at a time" in str(result.exception)


def test_the_help_names_every_crossing_and_provider():
    told = CliRunner().invoke(app, ["buy", "--help"], env={"COLUMNS": "200"}).output

    for word in ("--guest", "--decline-then", "--late", "--late-after-cancel", "--twice"):
        assert word in told
    for provider in CURRENCIES:
        assert provider in told
