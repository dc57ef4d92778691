"""Which steps a purchase takes, and what its books must say in the end."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from soko.buy import books, paying, shopping
from soko.buy.purchase import Purchase

CURRENCIES: Final = {"chapa": "ETB", "mpesa": "KES", "cash": "KES"}
_TAKES_ANY: Final = "cash"

Act = Callable[[Purchase], Awaitable[str]]
Plan = tuple[tuple[str, Act], ...]


class Crossing(StrEnum):
    """What goes otherwise than planned."""

    NONE = "none"
    DECLINE = "decline"
    LATE = "late"
    LATE_AFTER_CANCEL = "late-after-cancel"
    TWICE = "twice"


@dataclass(frozen=True)
class Wish:
    """What kind of purchase; `then` is the provider of a second attempt."""

    provider: str
    guest: bool = False
    crossing: Crossing = Crossing.NONE
    then: str | None = None

    @property
    def currency(self) -> str:
        """What all of its providers take."""
        named = [self.provider, *([self.then] if self.then else [])]
        return next((CURRENCIES[one] for one in named if one != _TAKES_ANY), "KES")

    def objection(self) -> str | None:
        """Why there is no such purchase; None when there is."""
        for provider in (self.provider, self.then):
            if provider is not None and provider not in CURRENCIES:
                return f"unknown provider {provider}; one of: {', '.join(CURRENCIES)}"
        if self.crossing is not Crossing.NONE and self.provider == _TAKES_ANY:
            return "cash is never declined and never late; choose mpesa or chapa"
        if self.then not in {None, _TAKES_ANY} and self.then != self.provider:
            return f"{self.provider} and {self.then} take no currency in common"
        return None


def wish_of(provider: str | None, crossing: Crossing, then: str | None, *, guest: bool) -> Wish:
    """Fill in the provider: the one that crosses most easily, or that of the second attempt."""
    usual = "chapa" if crossing is Crossing.NONE else "mpesa"
    same = then if then not in {None, _TAKES_ANY} else usual
    return Wish(provider or same or usual, guest, crossing, then)


def plan_of(wish: Wish) -> Plan:
    """Return the steps in their order."""
    opening = _GUEST if wish.guest else _ACCOUNT
    return (*opening, *_ORDERING, *_CROSSINGS[wish.crossing](wish))


def _pay(wish: Wish, provider: str | None = None) -> Act:
    is_crossed = wish.crossing is not Crossing.NONE
    return partial(paying.begin, provider=provider or wish.provider, is_crossed=is_crossed)


def _approve(number: int) -> Act:
    return partial(paying.approve, number=number)


def _books(*shares: books.Told) -> Act:
    return partial(books.compare, shares=shares)


def _smooth(wish: Wish) -> Plan:
    captured = 0 if wish.provider == _TAKES_ANY else 1
    return (
        ("pay", _pay(wish)),
        ("approve", _approve(0)),
        *_SETTLED,
        ("books", _books((captured, 0))),
    )


def _declined(wish: Wish) -> Plan:
    captured = 0 if wish.then == _TAKES_ANY else 1
    return (
        *_failed(wish),
        ("pay again", _pay(wish, wish.then)),
        ("approve", _approve(1)),
        *_SETTLED,
        ("books", _books((0, 0), (captured, 0))),
    )


def _late(wish: Wish) -> Plan:
    return (
        *_failed(wish),
        ("late money", _approve(0)),
        *_SETTLED,
        ("books", _books((1, 0))),
    )


def _late_after_cancel(wish: Wish) -> Plan:
    return (
        *_failed(wish),
        ("cancel", paying.cancel),
        ("late money", _approve(0)),
        ("refund", partial(paying.refunded, status="cancelled")),
        ("mail", shopping.receipt),
        ("books", _books((1, 1))),
    )


def _twice(wish: Wish) -> Plan:
    return (
        *_failed(wish),
        ("pay again", _pay(wish)),
        ("approve", _approve(1)),
        *_SETTLED,
        ("money again", _approve(0)),
        ("refund", partial(paying.refunded, status="success")),
        ("books", _books((1, 1), (1, 0))),
    )


def _failed(wish: Wish) -> Plan:
    return (("pay", _pay(wish)), ("decline", partial(paying.decline, number=0)))


_ACCOUNT: Final[Plan] = (
    ("register", shopping.register),
    ("confirm", shopping.confirm),
    ("sign in", shopping.sign_in),
)
_GUEST: Final[Plan] = (("guest", shopping.come_as_guest),)
_ORDERING: Final[Plan] = (
    ("browse", shopping.browse),
    ("cart", shopping.fill_cart),
    ("order", shopping.order),
)
_SETTLED: Final[Plan] = (
    ("webhook", paying.learn),
    ("success", paying.succeed),
    ("receipt mail", shopping.receipt),
)
_CROSSINGS: Final[dict[Crossing, Callable[[Wish], Plan]]] = {
    Crossing.NONE: _smooth,
    Crossing.DECLINE: _declined,
    Crossing.LATE: _late,
    Crossing.LATE_AFTER_CANCEL: _late_after_cancel,
    Crossing.TWICE: _twice,
}
