"""`soko buy` with each of its flags: it compares all books by itself and stops at a difference."""

from crossings.sale import Sale, Scenario
from soko.buy import Crossing, Step, Wish, buy


async def bought(sale: Sale) -> None:
    """An account, smoothly."""
    await _buy(sale, Wish(sale.provider))


async def bought_by_a_guest(sale: Sale) -> None:
    """No account."""
    await _buy(sale, Wish(sale.provider, guest=True))


async def declined_then_cash(sale: Sale) -> None:
    """Declined, then cash on delivery."""
    await _buy(sale, Wish(sale.provider, True, Crossing.DECLINE, "cash"))


async def declined_then_the_same(sale: Sale) -> None:
    """Declined, then paid at the same provider."""
    await _buy(sale, Wish(sale.provider, True, Crossing.DECLINE, sale.provider))


async def late(sale: Sale) -> None:
    """The money comes after the order failed."""
    await _buy(sale, Wish(sale.provider, True, Crossing.LATE))


async def late_after_cancel(sale: Sale) -> None:
    """The money comes after the order was cancelled."""
    await _buy(sale, Wish(sale.provider, True, Crossing.LATE_AFTER_CANCEL))


async def paid_twice(sale: Sale) -> None:
    """Both of two attempts are paid."""
    await _buy(sale, Wish(sale.provider, True, Crossing.TWICE))


async def _buy(sale: Sale, wish: Wish) -> None:
    taken: list[Step] = []
    async with sale.stage.simulator.counters[wish.provider].among_others():
        await buy(sale.stage.shop.fleet.settings, wish, taken.append)
    assert taken[-1].name == "books"


BOTH = ("chapa", "mpesa")
CROSSINGS: dict[Scenario, tuple[str, ...]] = {
    bought: BOTH,
    bought_by_a_guest: BOTH,
    declined_then_cash: BOTH,
    declined_then_the_same: BOTH,
    late: BOTH,
    late_after_cancel: BOTH,
    paid_twice: BOTH,
}
