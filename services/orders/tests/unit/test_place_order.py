from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from common.errors import Unavailable
from common.events.base import Event
from common.ids import new_id
from common.money import Money
from orders.domain.basket import CartAlreadyOrdered, CartEmpty, InsufficientStock
from orders.domain.order import Order
from orders.domain.progress import Happening, Progress
from orders.domain.saga import Owed, Saga
from orders.domain.shipping import ShippingMethod, Shop, Terms
from orders.usecases.place_order import PlaceOrder, place_order
from orders.usecases.ports import Clocks, Standing
from orders.usecases.shopper import Shopper


@dataclass
class FakeTx:
    """A transaction over lists; every port is the object itself."""

    at: datetime
    placed: list[Order] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    followed: list[Saga] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    broken: Exception | None = None
    clocks: Clocks = field(default_factory=Clocks)

    def __post_init__(self) -> None:
        self.orders = self.sagas = self.history = self.tariffs = self.outbox = self

    async def now(self) -> datetime:
        return self.at

    async def standing(self, cart_id: UUID, version: int, *, user_id: UUID | None) -> Standing:
        found = (
            one.id for one in self.placed if (one.cart_id, one.cart_version) == (cart_id, version)
        )
        return Standing(ordered_as=next(found, None), open=len(self.placed), at=self.at)

    async def terms(self, country: str) -> Terms:
        method = ShippingMethod(
            id=new_id(),
            code="standard",
            name="Standard",
            prices=(Money(0, "KES"),),
            countries=(),
            min_days=1,
            max_days=2,
        )
        shop = Shop(
            name="Duka", currencies=("KES",), default_currency="KES", countries={"KE": True}
        )
        return Terms(shop=shop, methods=[method], rates=[])

    async def save(self, progress: Progress, happening: Happening, saga: Saga) -> None:
        self.followed.append(saga)
        self.written.append(happening.trigger)

    def add(self, what: Event | Order, saga: Saga | None = None, *, cause: str = "") -> Any:
        if isinstance(what, Event):
            self.events.append(what)
            return None
        return self._placed(what, saga)

    async def _placed(self, order: Order, saga: Saga | None) -> None:
        if self.broken is not None:
            raise self.broken
        self.placed.append(order)
        self.followed.extend([saga] if saga else [])
        self.written.append("placed")


@dataclass
class FakeClaim:
    order_id: UUID = field(default_factory=new_id)
    ours: bool = True
    given_back: int = 0
    settled: bool = False
    finished: list[Order] = field(default_factory=list)

    async def finish(self, tx: Any, order: Order) -> None:
        self.finished.append(order)

    async def give_back(self) -> bool:
        self.given_back += 1
        return self.ours

    async def released(self) -> None:
        self.settled = True


@pytest.fixture
def tx(now: datetime) -> FakeTx:
    return FakeTx(at=now)


@pytest.fixture
def claim() -> FakeClaim:
    return FakeClaim()


@pytest.fixture
def place(tx: FakeTx, claim: FakeClaim, asked: Any, make_item: Any) -> Callable[..., Any]:
    user_id = new_id()
    asked.carts.fill(user_id, make_item(10_000, 2))

    @asynccontextmanager
    async def open_tx() -> AsyncIterator[Any]:
        yield tx

    async def placed(**changes: Any) -> Order:
        command = replace(PlaceOrder(shopper=Shopper(user_id=user_id)), **changes)
        return await place_order(command, claim=claim, checkout=asked.checkout(open_tx, open_tx))

    return placed


async def test_an_order_stands_under_the_claimed_id_with_its_saga(
    place: Any, tx: FakeTx, claim: FakeClaim, holds: Any
) -> None:
    order = await place()

    assert order.id == claim.order_id
    assert claim.finished == [order]
    assert list(holds.held) == [order.id]
    assert order.expires_at == tx.at + tx.clocks.unpaid
    [saga] = tx.followed
    assert (saga.owed, saga.deadline_at) == ((Owed.PAYMENT,), order.expires_at)
    assert [event.name for event in tx.events] == ["orders.order_placed.v1"]
    assert tx.written == ["placed"]


async def test_a_refusal_before_the_hold_lets_go_of_what_a_predecessor_held(
    place: Any, claim: FakeClaim, carts: Any, holds: Any
) -> None:
    # The claim was taken over from a request that held stock and then failed to say so.
    await holds.hold(claim.order_id, ())
    carts.baskets.clear()

    with pytest.raises(CartEmpty):
        await place()

    assert claim.given_back == 1
    assert (holds.held, holds.released) == ({}, [claim.order_id])


@pytest.mark.parametrize("broken", [CartAlreadyOrdered(new_id()), RuntimeError("a bug")])
async def test_a_failure_after_the_hold_lets_go_of_it(
    place: Any, tx: FakeTx, claim: FakeClaim, holds: Any, broken: Exception
) -> None:
    tx.broken = broken

    with pytest.raises(type(broken)):
        await place()

    assert claim.given_back == 1
    assert holds.released == [claim.order_id]


async def test_a_lost_claims_hold_belongs_to_whoever_took_it_over(
    place: Any, tx: FakeTx, claim: FakeClaim, holds: Any
) -> None:
    tx.broken, claim.ours = Unavailable("the claim was lost"), False

    with pytest.raises(Unavailable):
        await place()

    assert holds.released == []


async def test_the_refusal_is_told_even_if_the_hold_cannot_be_released(
    place: Any, tx: FakeTx, holds: Any
) -> None:
    async def refuse_and_die() -> None:
        holds.down = True
        raise InsufficientStock([])

    holds.before = refuse_and_die

    with pytest.raises(InsufficientStock):
        await place()


async def test_the_open_order_cap_is_asked_before_the_hold(
    place: Any, tx: FakeTx, holds: Any, make_order: Any
) -> None:
    tx.placed.append(make_order())

    with pytest.raises(Exception, match="at most 1"):
        await place(open_at_most=1)

    assert holds.held == {}
