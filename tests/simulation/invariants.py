"""What must hold: at every commit, and when everything has come to its end."""

from collections.abc import Iterator
from typing import Final

from catalog.domain.hold import Hold, HoldState
from orders.domain.order import Order
from orders.domain.states import OrderStatus
from simulation import money_rules
from simulation.shop import VARIANT, Shop

_GIVEN_UP: Final = frozenset({OrderStatus.FAILED, OrderStatus.CANCELLED})


def watch(shop: Shop) -> None:
    """Look at each service's books whenever they change."""
    shop.orders.on_commit = lambda: shop.around.broken.extend(_given_up(shop))
    shop.catalog.on_commit = lambda: shop.around.broken.extend(_stock(shop))


def at_the_end(shop: Shop) -> list[str]:
    """Return what does not hold now that nothing can happen any more."""
    return [*_stock(shop), *(wrong for one in _rows(shop) for wrong in _order(one, shop))]


def _rows(shop: Shop) -> list[Order]:
    return list(shop.books.orders.orders.rows.values())


def _given_up(shop: Shop) -> Iterator[str]:
    for order in _rows(shop):
        if order.status in _GIVEN_UP and order.attempt_id is not None:
            attempt = shop.books.payments.attempts.rows[order.attempt_id]
            if attempt.is_undecided:
                yield f"an order is {order.status} while its attempt is {attempt.status}"


def _stock(shop: Shop) -> Iterator[str]:
    catalog = shop.books.catalog
    level = catalog.stock.levels[VARIANT]
    kept = catalog.kept()[VARIANT]
    if level.reserved != kept:
        yield f"{level.reserved} units are reserved and holds keep {kept}"
    moved = sum(delta for _, delta, _ in catalog.stock.movements.values())
    if level.on_hand != shop.units + moved:
        yield f"{level.on_hand} units on hand are not explained by movements"


def _order(order: Order, shop: Shop) -> Iterator[str]:
    if order.status in {OrderStatus.PENDING, OrderStatus.PROCESSING, OrderStatus.FAILED}:
        yield f"an order is stuck {order.status}"
    yield from _hold(order, shop.books.catalog.holds.rows.get(order.id))
    yield from money_rules.of_order(order, shop)


def _hold(order: Order, hold: Hold | None) -> Iterator[str]:
    state = HoldState.RELEASED if hold is None else hold.state
    if order.status in money_rules.PAID and state is not HoldState.COMMITTED:
        yield f"an order is {order.status} and its hold {state}"
    if order.status is OrderStatus.CANCELLED and state is not HoldState.CANCELLED:
        yield f"an order is cancelled and its hold {state}"
